package io.kvasir.core.handoff;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.EwFlag;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.MvRegister;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** Cuts entries into excerpts, for stores that have them in memory and in order. */
public final class Pages {
  private static final long OVERHEAD = 64;

  /** Where entries lie. */
  public interface Shelf {
    /** Of all buckets. */
    NavigableSet<EntryKey> keys();

    /** The state of one of them, of a set without its members. */
    Crdt head(EntryKey entry);

    /** The members of a set, none of any other state. Only a bounded part of it is looked at. */
    SortedMap<Element, DotSet> members(EntryKey entry);

    /** When those members end that do, by their dots. */
    SortedMap<Dot, Long> ends(EntryKey entry);
  }

  private Pages() {}

  /** What follows {@code after}. */
  public static Excerpt cut(
      Shelf shelf, SortedSet<BucketId> buckets, Optional<Place> after, int limitBytes) {
    List<Piece> pieces = new ArrayList<>();
    long bytes = 0;
    for (EntryKey entry : rest(shelf, after)) {
      if (buckets.contains(entry.bucket())) {
        Optional<Element> within =
            after.filter(place -> place.entry().equals(entry)).flatMap(Place::element);
        Piece next = piece(shelf, entry, within, limitBytes);
        boolean fits = !next.isPart() && bytes + bytes(next) <= limitBytes;
        if (!pieces.isEmpty() && !fits) {
          return new Excerpt(pieces, bytes, 0, false);
        }
        pieces.add(next);
        bytes += bytes(next);
        if (next.isPart()) {
          boolean last = next.last().isEmpty() && isLast(shelf, buckets, entry);
          return new Excerpt(pieces, bytes, 0, last);
        }
      }
    }
    return new Excerpt(pieces, bytes, 0, true);
  }

  private static NavigableSet<EntryKey> rest(Shelf shelf, Optional<Place> after) {
    return after
        .map(place -> shelf.keys().tailSet(place.entry(), place.element().isPresent()))
        .orElse(shelf.keys());
  }

  private static boolean isLast(Shelf shelf, SortedSet<BucketId> buckets, EntryKey entry) {
    return shelf.keys().tailSet(entry, false).stream()
        .noneMatch(key -> buckets.contains(key.bucket()));
  }

  /** The whole entry if it fits, and what is asked for is not a part. */
  private static Piece piece(
      Shelf shelf, EntryKey entry, Optional<Element> within, int limitBytes) {
    Piece part = part(shelf, entry, within, limitBytes);
    return within.isEmpty() && part.last().isEmpty()
        ? Piece.whole(entry, Slice.whole(part.slice().state()))
        : part;
  }

  /** Members of an entry behind {@code after}, as a part. */
  public static Piece part(Shelf shelf, EntryKey entry, Optional<Element> after, int limitBytes) {
    TreeMap<Element, DotSet> members = new TreeMap<>();
    long bytes = 0;
    Optional<Element> more = Optional.empty();
    for (Map.Entry<Element, DotSet> next : behind(shelf.members(entry), after).entrySet()) {
      if (!members.isEmpty() && bytes + bytes(next) > limitBytes) {
        more = Optional.of(members.lastKey());
        break;
      }
      members.put(next.getKey(), next.getValue());
      bytes += bytes(next);
    }
    Crdt state = shelf.head(entry);
    if (state instanceof OrSwot set) {
      state = new OrSwot(set.presence(), members, set.context(), shelf.ends(entry), set.expiry());
    }
    return new Piece(entry, new Slice(state, new Scope.Elements(members.navigableKeySet())), more);
  }

  private static SortedMap<Element, DotSet> behind(
      SortedMap<Element, DotSet> members, Optional<Element> after) {
    return after.map(last -> members.tailMap(successor(last))).orElse(members);
  }

  private static Element successor(Element element) {
    return new Element(element.value() + '\0');
  }

  private static long bytes(Piece piece) {
    return OVERHEAD
        + switch (piece.slice().state()) {
          case LwwRegister register -> register.value().map(v -> v.payload().length()).orElse(0);
          case OrSwot set -> set.entries().entrySet().stream().mapToLong(Pages::bytes).sum();
          case PnCounter counter -> OVERHEAD * counter.tallies().size();
          case MvRegister register ->
              register.siblings().values().stream()
                  .mapToLong(sibling -> OVERHEAD + sibling.value().payload().length())
                  .sum();
          case EwFlag flag -> 0;
        };
  }

  private static long bytes(Map.Entry<Element, DotSet> member) {
    return OVERHEAD + member.getKey().value().length();
  }
}
