package io.kvasir.core.crdt;

import io.kvasir.core.bucket.Value;
import io.kvasir.core.node.Actor;
import io.kvasir.core.time.HybridClock;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.core.time.Moment;
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
    boolean isOver = state.expiry().hasPassed(now.agreedMillis());
    if (!isOver) {
      Slice delta = mint(state, elsewhere, operation, lifetime, now);
      return limited(delta, said(state, elsewhere, operation, lifetime, now));
    }
    Slice erased = state.erased();
    Crdt rest = Crdt.join(state, erased.state());
    Slice delta = erased.and(mint(rest, elsewhere, operation, lifetime, now));
    Lifetime anew = lifetime instanceof Lifetime.Kept ? new Lifetime.Endless() : lifetime;
    return limited(delta, said(state, elsewhere, operation, anew, now));
  }

  private static Slice limited(Slice delta, Optional<Expiry> said) {
    return said.isPresent() ? new Slice(delta.state().expiring(said.get()), delta.scope()) : delta;
  }

  /** What the write says of the end; nothing of a register's, which is part of the write. */
  private Optional<Expiry> said(
      Crdt state, Elsewhere elsewhere, Operation operation, Lifetime lifetime, Moment now) {
    Expiry known =
        elsewhere.states().stream().map(Crdt::expiry).reduce(state.expiry(), Expiry::join);
    boolean isSilent =
        operation instanceof Operation.Delete
            ? known.isEndless()
            : lifetime instanceof Lifetime.Kept;
    if (isSilent || state instanceof LwwRegister) {
      return Optional.empty();
    }
    HybridTimestamp stamp = clock.next(now.wallMillis(), known.stamp());
    long end = operation instanceof Operation.Delete ? Expiry.NEVER : end(lifetime, now);
    return Optional.of(new Expiry(stamp, actor, end));
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
    if (state instanceof LwwRegister register) {
      if (operation instanceof Operation.Put put) {
        return stamp(register, elsewhere, Optional.of(put.value()), end(lifetime, now), now);
      }
      if (operation instanceof Operation.Delete) {
        return stamp(register, elsewhere, Optional.empty(), Expiry.NEVER, now);
      }
    }
    if (state instanceof OrSwot set) {
      if (operation instanceof Operation.Add add) {
        long end =
            add.lifeMillis().map(life -> end(new Lifetime.Limited(life), now)).orElse(Expiry.NEVER);
        return set.add(actor, add.elements(), end);
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
      LwwRegister register,
      Elsewhere elsewhere,
      Optional<Value> value,
      long endMillis,
      Moment now) {
    HybridTimestamp stamp = clock.next(now.wallMillis(), newest(register, elsewhere));
    return Slice.whole(new LwwRegister(stamp, actor, value, endMillis));
  }
}
