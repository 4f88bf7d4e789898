package io.kvasir.engine.loop;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A loop on a thread of its own. */
public final class ThreadLoop extends QueuedLoop implements AutoCloseable {
  /** How often an idle loop looks around before it parks. */
  private static final int SPINS = 64;

  private final Thread thread;
  private final AtomicBoolean parked = new AtomicBoolean();

  /**
   * @param capacity how many offered tasks may wait
   * @param onBug told of an exception that a task let escape
   */
  public ThreadLoop(String name, int capacity, Consumer<Throwable> onBug) {
    super(capacity, onBug);
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  @Override
  protected void wake() {
    if (parked.get() && parked.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!isShut()) {
      runSome();
      parked.set(true);
      if (isIdle() && !isShut()) {
        LockSupport.park(this);
      }
      parked.set(false);
    }
  }

  private void runSome() {
    int idle = 0;
    while (idle < SPINS && !isShut()) {
      if (runNext()) {
        idle = 0;
      } else {
        idle++;
        Thread.onSpinWait();
      }
    }
  }

  /** Ends the thread after the task it is at; what still waits is dropped. */
  @Override
  public void close() {
    shut();
    LockSupport.unpark(thread);
    try {
      thread.join(5_000);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
