package io.kvasir.edge.http;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of bodies all requests together may hold. From any thread. */
final class BodyBudget {
  private final AtomicLong free;

  BodyBudget(long bytes) {
    this.free = new AtomicLong(bytes);
  }

  /** A new share of it, empty. */
  Share share() {
    return new Share();
  }

  /** What one request holds. One thread at a time. */
  final class Share {
    private long held;

    /** Takes {@code bytes} more, unless that is more than there is. */
    boolean grow(long bytes) {
      if (free.addAndGet(-bytes) < 0) {
        free.addAndGet(bytes);
        return false;
      }
      held += bytes;
      return true;
    }

    void giveBack() {
      free.addAndGet(held);
      held = 0;
    }
  }
}
