package io.kvasir.core.crdt;

import io.kvasir.core.bucket.DataType;

/** The state of one key: an element of a join semilattice. Immutable. */
public sealed interface Crdt permits Parted, LwwRegister, PnCounter, MvRegister, EwFlag {
  DataType type();

  /** Whether a reader finds something here; false once all was deleted. */
  boolean isPresent();

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

  /** What is thrown when states of two types meet. */
  static IllegalArgumentException unlike(Crdt a, Crdt b) {
    return new IllegalArgumentException("cannot join " + a.type() + " with " + b.type());
  }
}
