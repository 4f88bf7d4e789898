package io.kvasir.core.crdt;

/**
 * A register is full of values that no write has seen. Who reads it, and writes with the context of
 * that, replaces them.
 */
public final class TooManySiblings extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooManySiblings() {
    super("the register has " + MvRegister.MAX_SIBLINGS + " siblings", null, false, false);
  }
}
