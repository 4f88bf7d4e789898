package io.kvasir.edge.eventbus;

/**
 * The envelopes that the bus holds in memory for one peer: while it connects, or while the socket
 * is full, it would hold any number. One owner.
 */
final class Pipe {
  private int unwritten;
  private long progressMillis;

  void begin(long nowMillis) {
    if (unwritten == 0) {
      progressMillis = nowMillis;
    }
    unwritten++;
  }

  /** The bus has written an envelope to the socket, or given up on it. */
  void end(long nowMillis) {
    unwritten--;
    progressMillis = nowMillis;
  }

  int unwritten() {
    return unwritten;
  }

  boolean isIdle() {
    return unwritten == 0;
  }

  /** Whether it is not idle and nothing happened since {@code millis}. */
  boolean isStuckSince(long millis) {
    return unwritten > 0 && progressMillis <= millis;
  }
}
