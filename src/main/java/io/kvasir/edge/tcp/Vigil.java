package io.kvasir.edge.tcp;

/**
 * How long a connection has waited for its client. Times are in milliseconds, of any clock that
 * does not go back. Single owner; does nothing by itself.
 */
final class Vigil {
  /** What it finds. */
  enum Verdict {
    PATIENT,
    /** Events of watches are not taken in time: from now on the connection is waited for. */
    SLOW_WATCHER,
    /** A frame is not here in time. */
    SLOW_FRAME,
    /** Answers are not taken in time. */
    SLOW_READER,
    /** Nothing has happened for long. */
    IDLE
  }

  private final long frameTimeoutMillis;
  private final long idleTimeoutMillis;
  private long active;
  private long frameBegan;
  private long stalled;
  private boolean withinFrame;
  private boolean isStalled;

  Vigil(long frameTimeoutMillis, long idleTimeoutMillis, long now) {
    this.frameTimeoutMillis = frameTimeoutMillis;
    this.idleTimeoutMillis = idleTimeoutMillis;
    this.active = now;
  }

  /** Something came, or left. */
  void onActivity(long now) {
    active = now;
  }

  /**
   * How it stands with the frame that is read.
   *
   * @param within whether some of it is here
   * @param isNew whether another one was before
   */
  void onFrame(boolean within, boolean isNew, long now) {
    if (within && (!withinFrame || isNew)) {
      frameBegan = now;
    }
    withinFrame = within;
  }

  /** Whether the client takes no more answers for now. */
  void onStall(boolean stalls, long now) {
    if (stalls && !isStalled) {
      stalled = now;
    }
    isStalled = stalls;
  }

  /**
   * @param listening whether it is read from: else a frame cannot come
   * @param underWay whether requests, or watches, are
   * @param watching whether watches are
   */
  Verdict judge(boolean listening, boolean underWay, boolean watching, long now) {
    if (isStalled && now - stalled >= frameTimeoutMillis) {
      stalled = now;
      return watching ? Verdict.SLOW_WATCHER : Verdict.SLOW_READER;
    }
    if (!listening) {
      frameBegan = now;
    } else if (withinFrame && now - frameBegan >= frameTimeoutMillis) {
      return Verdict.SLOW_FRAME;
    }
    return !withinFrame && !underWay && now - active >= idleTimeoutMillis
        ? Verdict.IDLE
        : Verdict.PATIENT;
  }
}
