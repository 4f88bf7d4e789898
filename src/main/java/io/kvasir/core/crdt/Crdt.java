package io.kvasir.core.crdt;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.DotSet;
import java.util.List;
import java.util.TreeSet;

/** The state of one key: an element of a join semilattice. Immutable. */
public sealed interface Crdt permits Parted, LwwRegister, PnCounter, MvRegister, EwFlag {
  DataType type();

  /** Whether a reader finds something here; false once all was deleted. */
  boolean isPresent();

  /** Every dot this state has seen; none where the type has no dots. */
  CausalContext context();

  /** This with another context; as it is where the type has none. */
  Crdt under(CausalContext other);

  /** The dots of all that is alive here. */
  DotSet dots();

  /** When all that is here ends. */
  Expiry expiry();

  /**
   * This state, with its expiry joined with another. A register stays as it is: its end is part of
   * the write that stands.
   */
  Crdt expiring(Expiry other);

  /**
   * The delta that removes exactly what is seen here, as a delete does that observed no more. It
   * mints nothing, so all replicas that saw the same make the same of it.
   */
  Slice erased();

  /**
   * The delta that removes what has ended when the nodes' agreed time is {@code nowMillis}; it says
   * nothing when nothing has.
   */
  default Slice ended(long nowMillis) {
    return expiry().hasPassed(nowMillis)
        ? erased()
        : Slice.absent(type(), new Scope.Elements(new TreeSet<>()));
  }

  /** What a reader sees when the nodes' agreed time is {@code nowMillis}. */
  default Crdt visible(long nowMillis) {
    return expiry().hasPassed(nowMillis) ? bottom(type()) : this;
  }

  /** The state of a key that was never written. */
  static Crdt bottom(DataType type) {
    return switch (type) {
      case LWW_REGISTER -> LwwRegister.BOTTOM;
      case OR_SWOT -> OrSwot.BOTTOM;
      case PN_COUNTER -> PnCounter.BOTTOM;
      case MV_REGISTER -> MvRegister.BOTTOM;
      case EW_FLAG -> EwFlag.BOTTOM;
      case G_SET -> GSet.BOTTOM;
      case OR_MAP -> OrMap.BOTTOM;
    };
  }

  /**
   * The least upper bound of two states of one type.
   *
   * @throws IllegalArgumentException when the types differ
   */
  static Crdt join(Crdt a, Crdt b) {
    if (a instanceof LwwRegister left && b instanceof LwwRegister right) {
      return left.join(right);
    }
    if (a instanceof Parted left && b instanceof Parted right) {
      return left.join(right, Scope.whole());
    }
    if (a instanceof PnCounter left && b instanceof PnCounter right) {
      return left.join(right);
    }
    if (a instanceof MvRegister left && b instanceof MvRegister right) {
      return left.join(right);
    }
    if (a instanceof EwFlag left && b instanceof EwFlag right) {
      return left.join(right);
    }
    throw unlike(a, b);
  }

  /**
   * The join of what replicas hold, after each has lost what was over before another was written
   * ({@link Expiry#isOverBefore}). It grows as a join does, whoever is first; met one after the
   * other, in some orders something stays that goes when they meet again.
   *
   * @throws IllegalArgumentException when one is of another type
   */
  static Crdt meet(DataType type, List<Crdt> states) {
    Crdt joined = bottom(type);
    for (Crdt state : states) {
      boolean isOver = states.stream().anyMatch(other -> state.isOverBefore(other.expiry()));
      joined = join(joined, state);
      joined = isOver ? join(joined, state.erased().state()) : joined;
    }
    return joined;
  }

  /**
   * Whether all of this was over before what stands under {@code other} was written. Of a register
   * the write that stands has its own end, and there is nothing beside it.
   */
  default boolean isOverBefore(Expiry other) {
    return !(this instanceof LwwRegister) && expiry().isOverBefore(other);
  }

  /** What is thrown when states of two types meet. */
  static IllegalArgumentException unlike(Crdt a, Crdt b) {
    return new IllegalArgumentException("cannot join " + a.type() + " with " + b.type());
  }
}
