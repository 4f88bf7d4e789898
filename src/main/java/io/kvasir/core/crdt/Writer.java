package io.kvasir.core.crdt;

import io.kvasir.core.bucket.Value;
import io.kvasir.core.node.Actor;
import io.kvasir.core.time.HybridClock;
import io.kvasir.core.time.HybridTimestamp;
import java.util.List;
import java.util.Optional;

/**
 * Turns operations into deltas on behalf of one actor: the only place where dots and stamps are
 * minted. One owner, no lock.
 */
public final class Writer {
  private final Actor actor;
  private final HybridClock clock = new HybridClock();

  public Writer(Actor actor) {
    this.actor = actor;
  }

  /**
   * The delta of {@code operation} on {@code state}. The caller joins it into the state and makes
   * it durable before anybody else sees it, since its dots must never be minted again.
   *
   * @param state the key's state, at least within the operation's scope
   * @param wallMillis the wall clock's reading
   * @throws IllegalArgumentException when the operation is not for states of this type
   * @throws ArithmeticException when a counter would leave the range of a long
   */
  public Slice write(Crdt state, Operation operation, long wallMillis) {
    return write(state, Elsewhere.UNKNOWN, operation, wallMillis);
  }

  /**
   * As above, where a remove or delete also takes effect on what other replicas were seen to hold,
   * and a register's new stamp lies above all that was seen there.
   */
  public Slice write(Crdt state, Elsewhere elsewhere, Operation operation, long wallMillis) {
    if (state instanceof LwwRegister register) {
      if (operation instanceof Operation.Put put) {
        return stamp(register, elsewhere, Optional.of(put.value()), wallMillis);
      }
      if (operation instanceof Operation.Delete) {
        return stamp(register, elsewhere, Optional.empty(), wallMillis);
      }
    }
    if (state instanceof OrSwot set) {
      if (operation instanceof Operation.Add add) {
        return set.add(actor, add.elements());
      }
      if (operation instanceof Operation.Remove remove) {
        return set.remove(actor, remove.elements(), of(OrSwot.class, elsewhere));
      }
      if (operation instanceof Operation.Delete) {
        return set.delete(of(OrSwot.class, elsewhere));
      }
    }
    if (state instanceof PnCounter counter) {
      if (operation instanceof Operation.Adjust adjust) {
        return Slice.whole(counter.adjust(actor, adjust.amount()));
      }
      if (operation instanceof Operation.Delete) {
        return Slice.whole(
            of(PnCounter.class, elsewhere).stream().reduce(counter, PnCounter::join).delete());
      }
    }
    throw new IllegalArgumentException(operation + " is not for a " + state.type());
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
      LwwRegister register, Elsewhere elsewhere, Optional<Value> value, long wallMillis) {
    HybridTimestamp stamp = clock.next(wallMillis, newest(register, elsewhere));
    return Slice.whole(new LwwRegister(stamp, actor, value));
  }
}
