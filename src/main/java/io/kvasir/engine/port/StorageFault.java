package io.kvasir.engine.port;

/**
 * The storage could not do what it was asked. After a failed commit nobody knows what is on the
 * disk, so every later commit of the process is refused.
 *
 * @param reason for the log, not for clients
 * @param maybeApplied whether what was asked may be on the disk all the same; false when it was
 *     refused untried, and then so are all later commits
 * @param isDamage whether what is stored is not what was written, so that no later read of it can
 *     succeed
 */
public record StorageFault(String reason, boolean maybeApplied, boolean isDamage) {
  /** A fault that says nothing of what is stored. */
  public StorageFault(String reason, boolean maybeApplied) {
    this(reason, maybeApplied, false);
  }

  /** A fault after which nobody knows. */
  public StorageFault(String reason) {
    this(reason, true);
  }
}
