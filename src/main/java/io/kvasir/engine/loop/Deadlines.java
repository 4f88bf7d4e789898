package io.kvasir.engine.loop;

import io.kvasir.core.time.Deadline;
import io.kvasir.core.time.Tick;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.Timers;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Ends waits of one loop at their deadline. A timer is set for the earliest of them. */
public final class Deadlines {
  private static final Tick NEVER = new Tick(Long.MAX_VALUE);

  /** Something that happens at a deadline unless it is cancelled. */
  public static final class Wait {
    private final Tick at;
    private final long order;
    private @Nullable Runnable onExpiry;

    private Wait(Tick at, long order, Runnable onExpiry) {
      this.at = at;
      this.order = order;
      this.onExpiry = onExpiry;
    }

    /** Lets go of what would have happened; its place in the queue stays until it is the first. */
    public void cancel() {
      onExpiry = null;
    }

    private boolean isCancelled() {
      return onExpiry == null;
    }

    private void expire() {
      if (onExpiry != null) {
        onExpiry.run();
      }
    }
  }

  private final Timers timers;
  private final Loop loop;
  private final PriorityQueue<Wait> waits =
      new PriorityQueue<>(
          (one, other) -> {
            int byTime = one.at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(one.order, other.order);
          });
  private long issued;
  private Tick armedFor = NEVER;

  public Deadlines(Timers timers, Loop loop) {
    this.timers = timers;
    this.loop = loop;
  }

  /** Runs {@code onExpiry} on the loop after {@code timeoutMillis}. */
  public Wait after(long timeoutMillis, Runnable onExpiry) {
    Tick at = Deadline.after(timers.now(), timeoutMillis).at();
    Wait wait = new Wait(at, ++issued, onExpiry);
    waits.add(wait);
    arm();
    return wait;
  }

  /** Most waits are cancelled long before their time: no timer is set for those. */
  private void arm() {
    while (!waits.isEmpty() && waits.element().isCancelled()) {
      waits.remove();
    }
    if (waits.isEmpty() || waits.element().at.compareTo(armedFor) >= 0) {
      return;
    }
    Tick at = waits.element().at;
    armedFor = at;
    long delay = Math.max(1, timers.now().millisUntil(at));
    timers.schedule(delay, () -> loop.complete(() -> expire(at)));
  }

  private void expire(Tick timer) {
    if (timer.equals(armedFor)) {
      armedFor = NEVER;
    }
    Tick now = timers.now();
    while (!waits.isEmpty() && waits.element().at.compareTo(now) <= 0) {
      waits.remove().expire();
    }
    arm();
  }
}
