package io.kvasir.engine.loop;

import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.Trace;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A loop on a thread of its own. */
public final class ThreadLoop implements Loop, AutoCloseable {
  private record Task(Runnable body, boolean admitted) {}

  /** How often an idle loop looks around before it parks. */
  private static final int SPINS = 64;

  private final ConcurrentLinkedQueue<Task> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger offered = new AtomicInteger();
  private final int capacity;
  private final Consumer<Throwable> onBug;
  private final Thread thread;
  private volatile boolean parked;
  private volatile boolean closed;

  /**
   * @param capacity how many offered tasks may wait
   * @param onBug told of an exception that a task let escape: a broken invariant, after which the
   *     process should not go on
   */
  public ThreadLoop(String name, int capacity, Consumer<Throwable> onBug) {
    this.capacity = capacity;
    this.onBug = onBug;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  @Override
  public boolean offer(Runnable task) {
    if (closed) {
      return false;
    }
    if (offered.incrementAndGet() > capacity) {
      offered.decrementAndGet();
      return false;
    }
    add(new Task(Trace.carried(task), true));
    return true;
  }

  @Override
  public void complete(Runnable task) {
    add(new Task(Trace.carried(task), false));
  }

  private void add(Task task) {
    tasks.add(task);
    if (parked) {
      LockSupport.unpark(thread);
    }
  }

  /** Tasks that wait now. */
  public int queued() {
    return offered.get();
  }

  private void run() {
    while (!closed) {
      Task task = next();
      if (task != null) {
        carryOut(task);
      }
    }
  }

  private @Nullable Task next() {
    for (int spin = 0; spin < SPINS; spin++) {
      Task task = tasks.poll();
      if (task != null) {
        return task;
      }
      Thread.onSpinWait();
    }
    parked = true;
    if (tasks.isEmpty() && !closed) {
      LockSupport.park(this);
    }
    parked = false;
    return tasks.poll();
  }

  private void carryOut(Task task) {
    if (task.admitted()) {
      offered.decrementAndGet();
    }
    try {
      task.body().run();
    } catch (RuntimeException | Error bug) {
      onBug.accept(bug);
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
