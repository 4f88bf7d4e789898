package io.kvasir.core.consensus;

/**
 * Two decisions that all safety hangs on, named so that tests can show what happens without them.
 * Production code has no way to replace them.
 */
class Rules {
  /** A leader counts replicas for entries of its own term only (§5.4.2). */
  boolean mayCommit(long entryTerm, long currentTerm) {
    return entryTerm == currentTerm;
  }

  /** A leader answers a read when a majority of the voters answered a later heartbeat (6.4). */
  boolean confirmsRead(int answers, int majority) {
    return answers >= majority;
  }
}
