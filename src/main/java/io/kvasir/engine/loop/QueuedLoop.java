package io.kvasir.engine.loop;

import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.Trace;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A loop whose tasks wait in a queue until its thread, whichever that is, has time for them. */
public abstract class QueuedLoop implements Loop {
  private record Task(Runnable body, boolean admitted) {}

  private final ConcurrentLinkedQueue<Task> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger offered = new AtomicInteger();
  private final int capacity;
  private final Consumer<Throwable> onBug;
  private volatile boolean closed;

  /**
   * @param capacity how many offered tasks may wait
   * @param onBug told of an exception that a task let escape: a broken invariant, after which the
   *     process should not go on
   */
  protected QueuedLoop(int capacity, Consumer<Throwable> onBug) {
    this.capacity = capacity;
    this.onBug = onBug;
  }

  @Override
  public final boolean offer(Runnable task) {
    if (closed) {
      return false;
    }
    if (offered.incrementAndGet() > capacity) {
      offered.decrementAndGet();
      return false;
    }
    tasks.add(new Task(Trace.carried(task), true));
    wake();
    return true;
  }

  @Override
  public final void complete(Runnable task) {
    tasks.add(new Task(Trace.carried(task), false));
    wake();
  }

  /** There is something to do. From any thread. */
  protected abstract void wake();

  /** From now on nothing is run, and no new work taken. */
  protected final void shut() {
    closed = true;
  }

  protected final boolean isShut() {
    return closed;
  }

  protected final boolean isIdle() {
    return tasks.isEmpty();
  }

  /** Runs the next task, on the loop's thread; false when there is none, or it is shut. */
  protected final boolean runNext() {
    Task task = closed ? null : tasks.poll();
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
