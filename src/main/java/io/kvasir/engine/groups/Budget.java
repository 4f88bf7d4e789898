package io.kvasir.engine.groups;

/** Bounds what is under way on one loop, by number and by bytes. */
final class Budget {
  /** What a request costs besides its payload. */
  private static final long OVERHEAD = 512;

  private final int requests;
  private final long bytes;
  private int requestsTaken;
  private long bytesTaken;

  Budget(int requests, long bytes) {
    this.requests = requests;
    this.bytes = bytes;
  }

  /**
   * Lets a request in, or not. One is always let in, however large, so that nothing is refused for
   * ever.
   */
  boolean take(long payload) {
    boolean isFull =
        requestsTaken >= requests || (bytesTaken > 0 && bytesTaken + OVERHEAD + payload > bytes);
    if (!isFull) {
      requestsTaken++;
      bytesTaken += OVERHEAD + payload;
    }
    return !isFull;
  }

  /** A request of that payload is over. */
  void giveBack(long payload) {
    requestsTaken--;
    bytesTaken -= OVERHEAD + payload;
  }
}
