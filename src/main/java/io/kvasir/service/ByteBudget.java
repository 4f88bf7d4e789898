package io.kvasir.service;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes all requests of an interface together may hold. From any thread. */
public final class ByteBudget {
  private final long bytes;
  private final AtomicLong free;

  public ByteBudget(long bytes) {
    this.bytes = bytes;
    this.free = new AtomicLong(bytes);
  }

  /** How many bytes all shares together hold. */
  public long held() {
    return bytes - free.get();
  }

  /** A new share of it, empty. */
  public Share share() {
    return new Share();
  }

  /** What one request holds. One thread at a time. */
  public final class Share {
    private long held;

    /** Takes {@code bytes} more, unless that is more than there is. */
    public boolean grow(long bytes) {
      if (free.addAndGet(-bytes) < 0) {
        free.addAndGet(bytes);
        return false;
      }
      held += bytes;
      return true;
    }

    /** Takes {@code bytes} more, also when there are none left. */
    public void take(long bytes) {
      free.addAndGet(-bytes);
      held += bytes;
    }

    public void giveBack() {
      free.addAndGet(held);
      held = 0;
    }
  }
}
