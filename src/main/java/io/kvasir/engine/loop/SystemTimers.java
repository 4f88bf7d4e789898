package io.kvasir.engine.loop;

import io.kvasir.core.time.Tick;
import io.kvasir.engine.port.Timers;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The clocks of the machine, and one thread that rings. */
public final class SystemTimers implements Timers, AutoCloseable {
  private final ScheduledExecutorService bell =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("kvasir-timers").daemon().unstarted(task));

  @Override
  public Tick now() {
    return new Tick(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
  }

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }

  /** Nothing is scheduled any more after {@link #close}. */
  @Override
  public void schedule(long delayMillis, Runnable task) {
    try {
      var _ = bell.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      if (!bell.isShutdown()) {
        throw closed;
      }
    }
  }

  @Override
  public void close() {
    bell.shutdownNow();
  }
}
