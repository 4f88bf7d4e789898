package io.kvasir.core.replication;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.EwFlag;
import io.kvasir.core.crdt.Flaw;
import io.kvasir.core.crdt.Footprint;
import io.kvasir.core.crdt.IndexChange;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.MvRegister;
import io.kvasir.core.crdt.NotYetSeen;
import io.kvasir.core.crdt.Parted;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.crdt.Remains;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.crdt.TooManySiblings;
import io.kvasir.core.crdt.Writer;
import io.kvasir.core.replication.Replica.Effect;
import io.kvasir.core.replication.Replica.Event;
import io.kvasir.core.replication.Replica.OutgoingDelta;
import io.kvasir.core.time.HybridTimestamp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The work on one key, in order.
 *
 * <p>{@code known} is the newest state as far as it was needed, durable or not; it is the truth for
 * what it covers while commits are under way, and is dropped with the lane when none are. Its size
 * is bounded: a set of which many elements became known is written back and forgotten before the
 * next change.
 */
final class Lane {
  /** Above this many known elements, changes wait until the disk has caught up. */
  private static final int KNOWN_ELEMENTS = 256;

  private final EntryKey entry;
  private final Function<EntryKey, Writer> writers;
  private final LongSupplier commitNumbers;
  private final ArrayDeque<Event.Work> waiting = new ArrayDeque<>();
  private final TreeMap<Long, List<Effect>> uncommitted = new TreeMap<>();
  private Optional<Slice> known = Optional.empty();
  private boolean loading;
  private boolean usedSinceLoad;

  /**
   * @param writers who mints under a key
   * @param commitNumbers ascending, each given out once
   */
  Lane(EntryKey entry, Function<EntryKey, Writer> writers, LongSupplier commitNumbers) {
    this.entry = entry;
    this.writers = writers;
    this.commitNumbers = commitNumbers;
  }

  boolean isIdle() {
    return waiting.isEmpty() && uncommitted.isEmpty() && !loading;
  }

  void enqueue(Event.Work work, List<Effect> effects) {
    waiting.add(work);
    advance(effects);
  }

  void loaded(Optional<Slice> stored, List<Effect> effects) {
    if (!loading) {
      return;
    }
    loading = false;
    usedSinceLoad = false;
    Event.Work next = waiting.element();
    Slice read = stored.orElseGet(() -> Slice.absent(next.type(), next.scope()));
    known = Optional.of(known.map(newer -> newer.backedBy(read)).orElse(read));
    advance(effects);
  }

  /** A restoration goes on only if there is a flaw that it is for. */
  void examined(Optional<Flaw> flaw, List<Effect> effects) {
    if (!loading || !(waiting.element() instanceof Event.Restore restore)) {
      return;
    }
    loading = false;
    waiting.remove();
    Effect reply = new Effect.Merged(restore.id(), Optional.empty(), flaw.isPresent());
    if (flaw.isPresent()) {
      Slice whole = Slice.whole(restore.state());
      IndexChange index = IndexChange.restored(entry, flaw.orElseThrow().kept(), whole);
      commit(whole, whole, index, Optional.empty(), reply, effects);
    } else {
      effects.add(reply);
    }
    advance(effects);
  }

  void loadFailed(List<Effect> effects) {
    if (!loading) {
      return;
    }
    loading = false;
    effects.add(new Effect.Failed(waiting.remove().id(), false));
    advance(effects);
  }

  void committed(long commit, List<Effect> effects) {
    var durable = uncommitted.headMap(commit, true);
    durable.values().forEach(effects::addAll);
    durable.clear();
    advance(effects);
  }

  /**
   * Everything from {@code commit} on rests on it and fails with it: untried when it was, else
   * nobody knows.
   */
  void commitFailed(long commit, boolean maybeApplied, List<Effect> effects) {
    var lost = uncommitted.tailMap(commit, true);
    for (List<Effect> replies : lost.values()) {
      replies.forEach(reply -> effects.add(failed(reply, maybeApplied)));
    }
    lost.clear();
    known = Optional.empty();
    advance(effects);
  }

  private static Effect failed(Effect reply, boolean maybeApplied) {
    return switch (reply) {
      case Effect.Applied(long id, Slice delta, HybridTimestamp stamp) ->
          new Effect.Failed(id, maybeApplied);
      case Effect.Merged(long id, var newer, boolean changed) ->
          new Effect.Failed(id, maybeApplied);
      case Effect.Load load -> load;
      case Effect.Examine examine -> examine;
      case Effect.Commit commit -> commit;
      case Effect.Drop drop -> drop;
      case Effect.Refused refused -> refused;
      case Effect.Expired expired -> expired;
      case Effect.Failed failed -> failed;
    };
  }

  private void advance(List<Effect> effects) {
    while (!waiting.isEmpty() && !loading) {
      if (isKnownTooLarge() && usedSinceLoad) {
        if (!uncommitted.isEmpty()) {
          return;
        }
        known = Optional.empty();
      }
      Event.Work next = waiting.element();
      if (next instanceof Event.Apply apply && mustAsk(apply)) {
        waiting.remove();
        effects.add(new Effect.Expired(apply.id()));
        continue;
      }
      if (next instanceof Event.Restore) {
        examine(effects);
        return;
      }
      Scope needed = needed(next);
      if (known.isEmpty() || !known.get().scope().covers(needed)) {
        loading = true;
        effects.add(new Effect.Load(entry, missing(needed)));
        return;
      }
      waiting.remove();
      usedSinceLoad = true;
      carryOut(next, typed(known.get(), next.type()), effects);
    }
  }

  /** Others may know that a key whose time is up here was given more of it. */
  private boolean mustAsk(Event.Apply apply) {
    return !apply.elsewhere().asked()
        && known.isPresent()
        && !(known.get().state() instanceof LwwRegister)
        && known.get().state().expiry().hasPassed(apply.now().agreedMillis());
  }

  /** What is not on the disk yet is not damaged: that comes first. */
  private void examine(List<Effect> effects) {
    if (uncommitted.isEmpty()) {
      known = Optional.empty();
      loading = true;
      effects.add(new Effect.Examine(entry));
    }
  }

  /** A key whose time is up is removed as a whole before anything is applied or joined. */
  private Scope needed(Event.Work work) {
    return known.isPresent() && isOver(known.get().state(), work) ? Scope.whole() : work.scope();
  }

  private static boolean isOver(Crdt state, Event.Work work) {
    return switch (work) {
      case Event.Apply apply -> Writer.begins(state, apply.elsewhere(), apply.now());
      case Event.Merge merge -> state.isOverBefore(merge.delta().state().expiry());
      case Event.Reclaim reclaim -> state.isOverBefore(reclaim.elsewhere());
      case Event.Bury bury -> false;
      case Event.Restore restore -> false;
    };
  }

  private boolean isKnownTooLarge() {
    return known.isPresent()
        && switch (known.get().scope()) {
          case Scope.Elements(SortedSet<Element> elements) -> elements.size() > KNOWN_ELEMENTS;
          case Scope.Whole() ->
              known.get().state() instanceof Parted parted && parted.size() > KNOWN_ELEMENTS;
        };
  }

  /** What must be read so that {@code needed} is known. */
  private Scope missing(Scope needed) {
    if (known.isEmpty()
        || !(needed instanceof Scope.Elements(SortedSet<Element> elements))
        || !(known.get().scope() instanceof Scope.Elements(SortedSet<Element> have))) {
      return needed;
    }
    TreeSet<Element> unknown = new TreeSet<>(elements);
    unknown.removeAll(have);
    return new Scope.Elements(unknown);
  }

  /** A key that holds nothing is of every type. */
  private static Slice typed(Slice current, DataType type) {
    boolean isNothing = current.state().equals(Crdt.bottom(current.state().type()));
    return isNothing ? Slice.absent(type, current.scope()) : current;
  }

  private void carryOut(Event.Work work, Slice current, List<Effect> effects) {
    if (current.state().type() != work.type()) {
      effects.add(new Effect.Refused(work.id(), Refusal.TYPE_MISMATCH));
      return;
    }
    switch (work) {
      case Event.Apply apply -> apply(apply, current, effects);
      case Event.Merge merge -> merge(merge, current, effects);
      case Event.Reclaim reclaim -> reclaim(reclaim, current, effects);
      case Event.Bury bury -> bury(bury, current, effects);
      case Event.Restore restore -> throw new IllegalStateException("not examined: " + restore);
    }
  }

  private void apply(Event.Apply apply, Slice current, List<Effect> effects) {
    if (!apply.operation().suits(apply.type())) {
      effects.add(new Effect.Refused(apply.id(), Refusal.TYPE_MISMATCH));
      return;
    }
    Slice delta;
    try {
      delta = write(apply, current);
    } catch (ArithmeticException overflow) {
      effects.add(new Effect.Refused(apply.id(), Refusal.COUNTER_OVERFLOW));
      return;
    } catch (NotYetSeen ahead) {
      effects.add(new Effect.Refused(apply.id(), Refusal.NOT_YET_SEEN));
      return;
    } catch (TooManySiblings full) {
      effects.add(new Effect.Refused(apply.id(), Refusal.TOO_MANY_SIBLINGS));
      return;
    }
    Slice next = current.join(delta);
    if (Footprint.outgrows(current.state(), delta.state(), next.state())) {
      effects.add(new Effect.Refused(apply.id(), Refusal.TOO_LARGE));
      return;
    }
    Effect reply = new Effect.Applied(apply.id(), delta, stampOf(delta.state(), apply));
    commit(
        current,
        next,
        delta.scope(),
        Optional.of(new OutgoingDelta(apply.id(), delta)),
        reply,
        effects);
  }

  /**
   * Of a key that shows nothing the delta has all that was seen, so that who has dropped it gets no
   * gaps in what it has seen.
   */
  private Slice write(Event.Apply apply, Slice current) {
    Writer writer = writers.apply(entry);
    Crdt state = current.state();
    Slice minted =
        writer.admit(
            state,
            writer.write(
                state, apply.elsewhere(), apply.operation(), apply.lifetime(), apply.now()));
    boolean isSilent = current.scope() instanceof Scope.Whole && !state.isPresent();
    Crdt delta = minted.state();
    return isSilent
        ? new Slice(delta.under(delta.context().join(state.context())), minted.scope())
        : minted;
  }

  /** What is known already takes nothing away: it was joined when less was known of its end. */
  private void merge(Event.Merge merge, Slice current, List<Effect> effects) {
    Slice delta = writers.apply(entry).admit(current.state(), merge.delta());
    boolean isKnown = current.join(delta).equals(current);
    Slice joined = isKnown ? current : current.taking(delta);
    boolean changed = !joined.equals(current);
    Effect reply = new Effect.Merged(merge.id(), newer(joined.state(), delta.state()), changed);
    if (changed) {
      commit(current, joined, needed(merge).union(delta.scope()), Optional.empty(), reply, effects);
    } else if (uncommitted.isEmpty()) {
      effects.add(reply);
    } else {
      uncommitted.lastEntry().getValue().add(reply);
    }
  }

  private static Optional<HybridTimestamp> newer(Crdt joined, Crdt delta) {
    return joined instanceof LwwRegister kept
            && delta instanceof LwwRegister written
            && !kept.isSameWriteAs(written)
        ? Optional.of(kept.stamp())
        : Optional.empty();
  }

  /** Said by this replica alone: the others, who saw the same, come to it too. */
  private void reclaim(Event.Reclaim reclaim, Slice current, List<Effect> effects) {
    Slice told = current.taking(Slice.ofEnd(reclaim.type(), reclaim.elsewhere()));
    Slice ended = told.state().ended(reclaim.nowMillis());
    Slice joined = told.join(ended);
    Scope changed = isOver(current.state(), reclaim) ? Scope.whole() : ended.scope();
    Slice written = joined.restrict(changed);
    IndexChange index =
        IndexChange.of(entry, current.restrict(changed), written).without(reclaim.end());
    boolean isGone = !joined.equals(told);
    Effect reply = new Effect.Merged(reclaim.id(), Optional.empty(), isGone);
    commit(joined, written, index, Optional.empty(), reply, effects);
  }

  private void bury(Event.Bury bury, Slice current, List<Effect> effects) {
    boolean isThat = Remains.hash(current.state()) == bury.remains();
    Effect reply = new Effect.Merged(bury.id(), Optional.empty(), isThat);
    if (!isThat) {
      effects.add(reply);
      return;
    }
    known = Optional.of(Slice.absent(bury.type(), Scope.whole()));
    long commit = commitNumbers.getAsLong();
    uncommitted.put(commit, new ArrayList<>(List.of(reply)));
    effects.add(new Effect.Drop(entry, commit, current));
  }

  private void commit(
      Slice current,
      Slice next,
      Scope changed,
      Optional<OutgoingDelta> outgoing,
      Effect reply,
      List<Effect> effects) {
    Slice written = next.restrict(changed);
    IndexChange index = IndexChange.of(entry, current.restrict(changed), written);
    commit(next, written, index, outgoing, reply, effects);
  }

  private void commit(
      Slice next,
      Slice written,
      IndexChange index,
      Optional<OutgoingDelta> outgoing,
      Effect reply,
      List<Effect> effects) {
    known = Optional.of(next);
    long commit = commitNumbers.getAsLong();
    uncommitted.put(commit, new ArrayList<>(List.of(reply)));
    effects.add(new Effect.Commit(entry, commit, written, index, outgoing));
  }

  private static HybridTimestamp stampOf(Crdt delta, Event.Apply apply) {
    HybridTimestamp wall = new HybridTimestamp(Math.max(0, apply.now().wallMillis()), 0);
    return switch (delta) {
      case LwwRegister register -> register.stamp();
      case MvRegister register -> register.isPresent() ? register.newest() : wall;
      case Parted parted -> wall;
      case PnCounter counter -> wall;
      case EwFlag flag -> wall;
    };
  }
}
