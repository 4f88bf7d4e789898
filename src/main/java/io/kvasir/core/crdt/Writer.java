package io.kvasir.core.crdt;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.Lineage;
import io.kvasir.core.time.HybridClock;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.core.time.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Turns operations into deltas on behalf of one identity: the only place where dots and stamps are
 * minted. One owner, no lock.
 */
public final class Writer {
  private final Lineage lineage;
  private final HybridClock clock;
  private final HybridClock ends;
  private final HybridTimestamp floor;

  /** Mints as one actor, with a clock of its own. */
  public Writer(Actor actor) {
    this(Lineage.alone(actor), new HybridClock(), new HybridClock(), HybridTimestamp.ZERO);
  }

  /**
   * Mints under a key as the latest actor of the lineage that the key knows of, and as the newest
   * where it knows of none. So dots follow one another without a gap for as long as something is
   * kept of the key, and are never minted again when it was dropped and the lineage has a newer
   * actor since.
   *
   * @param clock for the stamps of registers, by the wall clock
   * @param ends for the stamps of what is said of ends, by the agreed time: who says later
   *     overrules whom he heard of, though his wall clock be behind
   * @param floor no stamp of what was dropped is above it; both clocks are
   */
  public Writer(Lineage lineage, HybridClock clock, HybridClock ends, HybridTimestamp floor) {
    this.lineage = lineage;
    this.clock = clock;
    this.ends = ends;
    this.floor = floor;
    clock.raise(floor);
    ends.raise(saidUnknowing());
  }

  /**
   * Below all that is said of ends from now on, and above all that was said of what was dropped.
   */
  private HybridTimestamp saidUnknowing() {
    return floor.next();
  }

  /**
   * What there is to join of {@code said}: without what it has seen of the lineage's own and {@code
   * known} has not, unless that is there. Nobody else mints it, so it was dropped here with the
   * key, and is seen of by nobody; known again it would have an actor go on behind dots that others
   * still remember.
   */
  public Slice admit(Crdt known, Slice said) {
    return lineage.bits() == 0
        ? said
        : new Slice(Forgotten.without(lineage, known, said.state()), said.scope());
  }

  private Actor minter(Crdt state) {
    return lineage.bits() == 0
        ? lineage.newest()
        : Forgotten.latest(lineage, state).orElse(lineage.newest());
  }

  /**
   * The delta of {@code operation} on {@code state}. The caller joins it into the state and makes
   * it durable before anybody else sees it, since its dots must never be minted again.
   *
   * @param state the key's state, at least within the operation's scope
   * @param wallMillis the wall clock's reading
   * @throws IllegalArgumentException when the operation is not for states of this type
   * @throws ArithmeticException when a counter would leave the range of a long
   * @throws NotYetSeen when the client has seen what is not known here
   * @throws TooManySiblings when a register would get more than it may have
   */
  public Slice write(Crdt state, Operation operation, long wallMillis) {
    return write(state, Elsewhere.UNKNOWN, operation, wallMillis);
  }

  /**
   * As above, where a remove or delete also takes effect on what other replicas were seen to hold,
   * and a register's new stamp lies above all that was seen there.
   */
  public Slice write(Crdt state, Elsewhere elsewhere, Operation operation, long wallMillis) {
    return write(state, elsewhere, operation, Lifetime.kept(), Moment.of(wallMillis));
  }

  /**
   * As above, where the write also says when the key ends. A state whose time is up is first
   * removed as far as it is seen, so that the write begins anew, and nobody's clock brings back
   * what was there before.
   *
   * @param state the whole one when its time is up
   */
  public Slice write(
      Crdt state, Elsewhere elsewhere, Operation operation, Lifetime lifetime, Moment now) {
    if (operation instanceof Operation.Join(Crdt kept)) {
      return Slice.whole(kept);
    }
    Expiry known = known(state, elsewhere);
    boolean isOver = known.hasPassed(now.agreedMillis());
    Expiry said = said(state, known, isOver, operation, lifetime, now);
    if (!begins(state, elsewhere, now)) {
      return limited(mint(state, elsewhere, operation, lifetime, now), said);
    }
    Slice erased = state.erased();
    Crdt rest = Crdt.join(state, erased.state());
    return limited(erased.and(mint(rest, elsewhere, operation, lifetime, now)), said);
  }

  /**
   * Whether the key may have been dropped here, and have ended as others still know: who writes it
   * anew says that it does not end, with a stamp above all that were dropped, whatever his clock,
   * and below all that are not: of those he may just not have heard. That goes on from whatever was
   * said: he cannot know that it was over.
   */
  private boolean mayHaveEnded(Crdt state, Expiry known) {
    return lineage.isRenewed() && !state.isPresent() && !known.isSaid();
  }

  /** A register's end is that of the write that stands; others are joined with what is known. */
  private static Expiry known(Crdt state, Elsewhere elsewhere) {
    return state instanceof LwwRegister
        ? state.expiry()
        : elsewhere.states().stream().map(Crdt::expiry).reduce(state.expiry(), Expiry::join);
  }

  /** Whether a write removes first what it sees: the time of the key is up, or was. */
  public static boolean begins(Crdt state, Elsewhere elsewhere, Moment now) {
    return known(state, elsewhere).hasPassed(now.agreedMillis())
        || elsewhere.states().stream().anyMatch(other -> state.isOverBefore(other.expiry()));
  }

  private static Slice limited(Slice delta, Expiry said) {
    return new Slice(delta.state().expiring(said), delta.scope());
  }

  /**
   * What the write says of the end, be it what was known; and when it was made, unless it leaves
   * nothing that could end.
   */
  private Expiry said(
      Crdt state,
      Expiry known,
      boolean isOver,
      Operation operation,
      Lifetime lifetime,
      Moment now) {
    long time = Math.max(0, now.agreedMillis());
    boolean isDelete = operation instanceof Operation.Delete;
    boolean mayHaveEnded = mayHaveEnded(state, known);
    boolean isSilent =
        operation instanceof Operation.Delete(Seen seen)
            ? known.isEndless() || !(seen instanceof Seen.Here)
            : lifetime instanceof Lifetime.Kept && !isOver && !mayHaveEnded;
    if (isSilent) {
      return isDelete ? known : known.join(Expiry.written(time));
    }
    boolean isUnknowing = lifetime instanceof Lifetime.Kept && !isOver && mayHaveEnded;
    HybridTimestamp stamp = isUnknowing ? saidUnknowing() : ends.next(time, known.stamp());
    long end = isDelete ? Expiry.NEVER : end(lifetime, now);
    long begun = isOver || (!known.isSaid() && !mayHaveEnded) ? time : known.begunMillis();
    return new Expiry(stamp, lineage.newest(), end, begun, isDelete ? 0 : time);
  }

  private static long end(Lifetime lifetime, Moment now) {
    return switch (lifetime) {
      case Lifetime.Kept() -> Expiry.NEVER;
      case Lifetime.Endless() -> Expiry.NEVER;
      case Lifetime.Limited(long millis) -> Math.max(0, now.agreedMillis()) + millis;
    };
  }

  private Slice mint(
      Crdt state, Elsewhere elsewhere, Operation operation, Lifetime lifetime, Moment now) {
    if (!operation.suits(state.type())) {
      throw new IllegalArgumentException(operation + " is not for a " + state.type());
    }
    return switch (operation) {
      case Operation.Put put -> put(state, elsewhere, put, lifetime, now);
      case Operation.Delete(Seen seen) -> delete(state, elsewhere, seen, now);
      case Operation.Add add -> add(state, elsewhere, add, now);
      case Operation.Remove remove -> remove((OrSwot) state, elsewhere, remove);
      case Operation.Adjust(long amount) ->
          Slice.whole(((PnCounter) state).adjust(minter(state), amount));
      case Operation.Join(Crdt kept) -> Slice.whole(kept);
      case Operation.Enable() -> Slice.whole(((EwFlag) state).enable(minter(state)));
      case Operation.Disable(Seen seen) -> {
        EwFlag flag = (EwFlag) state;
        yield Slice.whole(
            flag.disable(minter(flag), seen(EwFlag.class, flag, elsewhere, seen, EwFlag::enables)));
      }
      case Operation.Update(Field field, Operation inner) ->
          update((OrMap) state, elsewhere, field, inner, now);
    };
  }

  private Slice add(Crdt state, Elsewhere elsewhere, Operation.Add add, Moment now) {
    long end =
        add.lifeMillis().map(life -> end(new Lifetime.Limited(life), now)).orElse(Expiry.NEVER);
    return state instanceof GSet growing
        ? growing.add(minter(state), add.elements(), end, of(GSet.class, elsewhere))
        : ((OrSwot) state).add(minter(state), add.elements(), end, of(OrSwot.class, elsewhere));
  }

  private Slice update(
      OrMap map, Elsewhere elsewhere, Field field, Operation operation, Moment now) {
    Crdt change = change(map, elsewhere, field, operation, now);
    return operation instanceof Operation.Delete
        ? map.removed(minter(map), field, change)
        : OrMap.changed(field, change);
  }

  /** The delta of the value in a field: as of one that is a key of its own and does not end. */
  private Crdt change(
      OrMap map, Elsewhere elsewhere, Field field, Operation operation, Moment now) {
    List<Crdt> values =
        of(OrMap.class, elsewhere).stream().map(other -> other.valueOf(field)).toList();
    Elsewhere seen = new Elsewhere(values, HybridTimestamp.ZERO, false);
    return mint(map.valueOf(field), seen, operation, new Lifetime.Endless(), now).state();
  }

  /** Each value is deleted as one that is a key of its own; and what makes the map exist. */
  private Slice delete(OrMap map, Elsewhere elsewhere, Seen seen, Moment now) {
    List<OrMap> found = new ArrayList<>(of(OrMap.class, elsewhere));
    found.add(map);
    TreeSet<Field> fields = new TreeSet<>();
    found.forEach(each -> fields.addAll(each.fields().keySet()));
    TreeMap<Field, Crdt> deletions = new TreeMap<>();
    for (Field field : fields) {
      Operation delete = new Operation.Delete(field.type().isCausal() ? seen : Seen.HERE);
      deletions.put(field, change(map, elsewhere, field, delete, now));
    }
    Slice deleted =
        OrMap.deleted(deletions, seen(OrMap.class, map, elsewhere, seen, OrMap::presence));
    return seen instanceof Seen.OfKey ? Slice.whole(deleted.state()) : deleted;
  }

  private Slice put(
      Crdt state, Elsewhere elsewhere, Operation.Put put, Lifetime lifetime, Moment now) {
    if (state instanceof MvRegister register) {
      CausalContext replaced =
          seen(MvRegister.class, register, Elsewhere.UNKNOWN, put.seen(), MvRegister::dots);
      if (register.isFullBeside(replaced)) {
        throw new TooManySiblings();
      }
      HybridTimestamp stamp = clock.next(now.wallMillis(), register.newest());
      return Slice.whole(
          register.put(minter(register), new MvRegister.Sibling(stamp, put.value()), replaced));
    }
    return stamp((LwwRegister) state, elsewhere, Optional.of(put.value()), end(lifetime, now), now);
  }

  private Slice delete(Crdt state, Elsewhere elsewhere, Seen seen, Moment now) {
    return switch (state) {
      case LwwRegister register -> stamp(register, elsewhere, Optional.empty(), Expiry.NEVER, now);
      case OrSwot set ->
          seen instanceof Seen.OfKey(CausalContext context)
              ? OrSwot.delete(context)
              : set.delete(of(OrSwot.class, elsewhere));
      case GSet set ->
          seen instanceof Seen.OfKey(CausalContext context)
              ? GSet.delete(context)
              : set.delete(of(GSet.class, elsewhere));
      case OrMap map -> delete(map, elsewhere, seen, now);
      case PnCounter counter ->
          Slice.whole(
              of(PnCounter.class, elsewhere).stream().reduce(counter, PnCounter::join).delete());
      case MvRegister register ->
          Slice.whole(
              MvRegister.delete(
                  seen(MvRegister.class, register, elsewhere, seen, MvRegister::dots)));
      case EwFlag flag ->
          Slice.whole(EwFlag.delete(seen(EwFlag.class, flag, elsewhere, seen, EwFlag::dots)));
    };
  }

  /**
   * What a client has seen: as it says, else what {@code dots} finds in the state here and in those
   * elsewhere.
   */
  private static <T extends Crdt> CausalContext seen(
      Class<T> type, T state, Elsewhere elsewhere, Seen seen, Function<T, DotSet> dots) {
    if (seen instanceof Seen.OfKey(CausalContext context)) {
      return context;
    }
    List<T> found = new ArrayList<>(of(type, elsewhere));
    found.add(state);
    return found.stream()
        .map(dots)
        .map(CausalContext::of)
        .reduce(CausalContext.EMPTY, CausalContext::join);
  }

  private Slice remove(OrSwot set, Elsewhere elsewhere, Operation.Remove remove) {
    List<OrSwot> found = new ArrayList<>(of(OrSwot.class, elsewhere));
    found.add(set);
    CausalContext ended = CausalContext.EMPTY;
    if (remove.seen() instanceof Seen.OfKey(CausalContext context)) {
      ended = seen(found, remove, context);
    } else {
      for (Element element : remove.elements()) {
        ended = ended.join(seen(found, element, remove.seen()));
      }
    }
    return set.remove(minter(set), remove.elements(), ended);
  }

  private static CausalContext seen(List<OrSwot> found, Element element, Seen seen) {
    if (seen instanceof Seen.OfParts(var parts)) {
      Seen.OfKey part = parts.get(element);
      if (part != null) {
        return part.context();
      }
    }
    return CausalContext.of(
        DotSet.of(found.stream().flatMap(s -> s.dotsOf(element).dots().stream()).toList()));
  }

  /** A context of the whole set does not tell whose the dots are: that must be known here. */
  private static CausalContext seen(
      List<OrSwot> found, Operation.Remove remove, CausalContext context) {
    CausalContext known =
        found.stream().map(OrSwot::context).reduce(CausalContext.EMPTY, CausalContext::join);
    if (!known.includes(context)) {
      throw new NotYetSeen();
    }
    List<Dot> dots =
        found.stream()
            .flatMap(set -> set.dotsOf(remove.elements()).dots().stream())
            .filter(context::contains)
            .toList();
    return CausalContext.of(DotSet.of(dots));
  }

  /** States of another type are of a conflicting bucket, and nothing to act on. */
  private static <T extends Crdt> List<T> of(Class<T> type, Elsewhere elsewhere) {
    return elsewhere.states().stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static HybridTimestamp newest(LwwRegister register, Elsewhere elsewhere) {
    HybridTimestamp held =
        of(LwwRegister.class, elsewhere).stream().reduce(register, LwwRegister::join).stamp();
    return held.isAfter(elsewhere.newest()) ? held : elsewhere.newest();
  }

  private Slice stamp(
      LwwRegister register,
      Elsewhere elsewhere,
      Optional<Value> value,
      long endMillis,
      Moment now) {
    HybridTimestamp stamp = clock.next(now.wallMillis(), newest(register, elsewhere));
    return Slice.whole(new LwwRegister(stamp, lineage.newest(), value, endMillis));
  }
}
