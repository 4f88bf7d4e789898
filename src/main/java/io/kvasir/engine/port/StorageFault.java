package io.kvasir.engine.port;

/**
 * The storage could not do what it was asked. After a failed commit nobody knows what is on the
 * disk, so every later commit of the process is refused.
 *
 * @param reason for the log, not for clients
 * @param maybeApplied whether what was asked may be on the disk all the same; false when it was
 *     refused untried, and then so are all later commits
 */
public record StorageFault(String reason, boolean maybeApplied) {
  /** A fault after which nobody knows. */
  public StorageFault(String reason) {
    this(reason, true);
  }
}
