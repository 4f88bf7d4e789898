package io.kvasir.engine.loop;

import io.kvasir.engine.port.Trace;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The tasks of one loop, in the order they were accepted. Added on any thread, run by one. */
public final class TaskQueue {
  private record Task(Runnable body, boolean admitted) {}

  private final ConcurrentLinkedQueue<Task> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger offered = new AtomicInteger();
  private final int capacity;
  private final Consumer<Throwable> onBug;

  /**
   * @param capacity how many offered tasks may wait
   * @param onBug told of an exception that a task let escape: a broken invariant, after which the
   *     process should not go on
   */
  public TaskQueue(int capacity, Consumer<Throwable> onBug) {
    this.capacity = capacity;
    this.onBug = onBug;
  }

  /** Adds new work; false when there is no room. */
  public boolean offer(Runnable task) {
    if (offered.incrementAndGet() > capacity) {
      offered.decrementAndGet();
      return false;
    }
    tasks.add(new Task(Trace.carried(task), true));
    return true;
  }

  /** Adds the end of work that was admitted before. */
  public void complete(Runnable task) {
    tasks.add(new Task(Trace.carried(task), false));
  }

  public boolean isEmpty() {
    return tasks.isEmpty();
  }

  /** Offered tasks that wait. */
  public int queued() {
    return offered.get();
  }

  /** Runs the next task; false when there is none. */
  public boolean runNext() {
    Task task = tasks.poll();
    if (task == null) {
      return false;
    }
    if (task.admitted()) {
      offered.decrementAndGet();
    }
    try {
      task.body().run();
    } catch (RuntimeException | Error bug) {
      onBug.accept(bug);
    }
    return true;
  }
}
