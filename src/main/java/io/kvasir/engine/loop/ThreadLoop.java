package io.kvasir.engine.loop;

import io.kvasir.engine.port.Loop;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A loop on a thread of its own. */
public final class ThreadLoop implements Loop, AutoCloseable {
  /** How often an idle loop looks around before it parks. */
  private static final int SPINS = 64;

  private final TaskQueue tasks;
  private final Thread thread;
  private final AtomicBoolean parked = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * @param capacity how many offered tasks may wait
   * @param onBug told of an exception that a task let escape: a broken invariant, after which the
   *     process should not go on
   */
  public ThreadLoop(String name, int capacity, Consumer<Throwable> onBug) {
    this.tasks = new TaskQueue(capacity, onBug);
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  @Override
  public boolean offer(Runnable task) {
    boolean isTaken = !closed && tasks.offer(task);
    if (isTaken) {
      wake();
    }
    return isTaken;
  }

  @Override
  public void complete(Runnable task) {
    tasks.complete(task);
    wake();
  }

  private void wake() {
    if (parked.get() && parked.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
    }
  }

  /** Tasks that wait now. */
  public int queued() {
    return tasks.queued();
  }

  private void run() {
    while (!closed) {
      runSome();
      parked.set(true);
      if (tasks.isEmpty() && !closed) {
        LockSupport.park(this);
      }
      parked.set(false);
    }
  }

  private void runSome() {
    int idle = 0;
    while (idle < SPINS && !closed) {
      if (tasks.runNext()) {
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
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(5_000);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
