package io.kvasir.edge.http.guard;

/**
 * How long one connection's client has been at a part of a request:
 *
 * <pre>
 * accepted          HEAD    waits for the first byte too
 * head whole        BODY
 * body whole        NOTHING
 * a byte after that HEAD
 * </pre>
 *
 * <p>Time counts in steps, and not while nothing is read from the client, nor for a head while an
 * earlier request is unanswered. A step counts twice its length at most, so that a node that stood
 * still does not blame its clients. Single owner, deterministic.
 */
final class RequestClock {
  /** What is awaited. */
  enum Part {
    NOTHING,
    HEAD,
    BODY
  }

  private final long headMillis;
  private final long bodyMillis;
  private final long stepMillis;
  private Part part = Part.HEAD;
  private boolean isSpoken;
  private int unanswered;
  private long waitedMillis;
  private long seenMillis;

  RequestClock(Patience patience, long nowMillis) {
    this.headMillis = patience.headMillis();
    this.bodyMillis = patience.bodyMillis();
    this.stepMillis = patience.stepMillis();
    this.seenMillis = nowMillis;
  }

  /** Bytes came that may begin a request. */
  void onBytes(long nowMillis) {
    isSpoken = true;
    if (part == Part.NOTHING) {
      await(Part.HEAD, nowMillis);
    }
  }

  void onHead(long nowMillis) {
    unanswered++;
    await(Part.BODY, nowMillis);
  }

  /** The request is whole. */
  void onEnd() {
    part = Part.NOTHING;
  }

  void onAnswered() {
    unanswered--;
  }

  /** One of several parts of what is awaited is whole; the next has its own time. */
  void restart(long nowMillis) {
    await(part, nowMillis);
  }

  private void await(Part next, long nowMillis) {
    part = next;
    waitedMillis = 0;
    seenMillis = nowMillis;
  }

  /**
   * Counts the time since the last step.
   *
   * @param reading whether the client is read from
   * @return what is late: nothing, mostly
   */
  Part tick(long nowMillis, boolean reading) {
    long step = Math.min(nowMillis - seenMillis, 2 * stepMillis);
    seenMillis = nowMillis;
    if (reading && (part == Part.BODY || unanswered == 0)) {
      waitedMillis += step;
    }
    return switch (part) {
      case NOTHING -> Part.NOTHING;
      case HEAD -> waitedMillis >= headMillis ? Part.HEAD : Part.NOTHING;
      case BODY -> waitedMillis >= bodyMillis ? Part.BODY : Part.NOTHING;
    };
  }

  /** What is awaited. */
  Part part() {
    return part;
  }

  /** Whether the client has sent anything. */
  boolean isSpoken() {
    return isSpoken;
  }

  boolean isAnswering() {
    return unanswered > 0;
  }
}
