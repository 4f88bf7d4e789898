package io.kvasir.core.gossip;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.crdt.Footprint;
import io.kvasir.core.crdt.Part;
import io.kvasir.core.crdt.Parted;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.gossip.RepairMessage.Question.Offer;
import io.kvasir.core.node.Actor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Gives what is held of one key to another replica: at once, or of one in many parts page by page.
 *
 * <p>A page holds members with their dots, and no context but the dots that were added since the
 * first page was read. So it only ever adds, and only what the other has not seen removed; for what
 * it has, it answers a removal. When all pages were taken the set's context follows, as it was
 * <em>before</em> the first page was read: each of its dots was then either in a page or is
 * removed, so that a dot of it which the other lacks is rightly taken for removed. That rests on
 * all pages being there, hence only on the store that took them.
 */
public final class Offering {
  /** How many members of a set go in one message. */
  public static final int PAGE_MEMBERS = 512;

  /** How many bytes of members, unless there is but one. */
  public static final long PAGE_BYTES = 1L << 20;

  /** What is wanted next. */
  public sealed interface Effect {
    /** Read the key, of a set the members behind {@code after}. */
    record Load(Optional<Element> after) implements Effect {}

    record Send(Offer offer) implements Effect {}

    /**
     * It is over.
     *
     * @param complete whether the other has all now; also when there is nothing to give
     */
    record End(boolean complete) implements Effect {}
  }

  private final EntryKey entry;
  private Optional<Slice> head = Optional.empty();
  private Optional<Actor> taker = Optional.empty();
  private Optional<Element> after = Optional.empty();
  private boolean last;

  public Offering(EntryKey entry) {
    this.entry = entry;
  }

  public EntryKey entry() {
    return entry;
  }

  public Effect start() {
    return new Effect.Load(Optional.empty());
  }

  /** What was asked for was read. */
  public Effect loaded(Optional<EntryPage> read) {
    if (read.isEmpty()) {
      return new Effect.End(head.isEmpty());
    }
    EntryPage page = read.get();
    after = page.last();
    if (head.isEmpty() && after.isEmpty()) {
      last = true;
      return send(Slice.whole(page.state()));
    }
    if (!(page.state() instanceof Parted parted)) {
      return new Effect.End(false);
    }
    Slice part = new Slice(parted, parted.scopeOfParts());
    if (head.isEmpty()) {
      head = Optional.of(part.headOnly());
    }
    return send(part.membersUnder(head.get()));
  }

  /** What was sent last is durable there. */
  public Effect taken(Actor by) {
    if (last) {
      return new Effect.End(true);
    }
    if (taker.isPresent() && !taker.get().equals(by)) {
      return new Effect.End(false);
    }
    taker = Optional.of(by);
    if (after.isPresent()) {
      return new Effect.Load(after);
    }
    last = true;
    return send(head.orElseThrow());
  }

  private Effect send(Slice slice) {
    return new Effect.Send(new Offer(entry, slice, taker));
  }

  /**
   * What the taker answers to members it was offered. Where one of their dots was replaced by
   * others, these come along: without them the other would lose a member that was only added anew.
   * Of more than {@link #PAGE_BYTES} of these nothing is said; the other hears of it when it is
   * offered this replica's state.
   *
   * @param held what it holds of them
   * @return the removal of those it has seen removed; empty when there are none
   */
  public static Optional<Slice> removed(Slice offered, Slice held) {
    if (!(offered.state() instanceof Parted theirs) || !(held.state() instanceof Parted mine)) {
      return Optional.empty();
    }
    TreeSet<Element> elements = new TreeSet<>();
    TreeSet<Dot> seen = new TreeSet<>();
    TreeMap<Element, Part> instead = new TreeMap<>();
    long bytes = 0;
    for (Map.Entry<Element, Part> each : theirs.parts().entrySet()) {
      Element element = each.getKey();
      List<Dot> gone = gone(each.getValue(), element, mine);
      Optional<Part> alive = mine.part(element);
      bytes += gone.isEmpty() ? 0 : alive.map(part -> Footprint.of(element, part)).orElse(0L);
      if (!gone.isEmpty() && (alive.isEmpty() || bytes <= PAGE_BYTES)) {
        elements.add(element);
        seen.addAll(gone);
        alive.ifPresent(part -> instead.put(element, part));
      }
    }
    if (elements.isEmpty()) {
      return Optional.empty();
    }
    instead.values().forEach(part -> seen.addAll(part.dots().dots()));
    Parted removal = mine.with(DotSet.EMPTY, instead, CausalContext.of(DotSet.of(seen)));
    return Optional.of(new Slice(removal, new Scope.Elements(elements)));
  }

  /** What of a part {@code mine} has seen and has not. */
  private static List<Dot> gone(Part part, Element element, Parted mine) {
    DotSet alive = mine.part(element).map(Part::dots).orElse(DotSet.EMPTY);
    return part.dots().dots().stream()
        .filter(dot -> mine.context().contains(dot) && !alive.contains(dot))
        .toList();
  }
}
