package io.kvasir.core.crdt;

/**
 * The client has seen events of the key that are not known here yet, so nobody can tell here which
 * of them the operation is about. Asked again later, or elsewhere, it can be applied.
 */
public final class NotYetSeen extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotYetSeen() {
    super("the context is ahead of this replica", null, false, false);
  }
}
