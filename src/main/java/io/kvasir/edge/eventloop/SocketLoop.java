package io.kvasir.edge.eventloop;

import io.kvasir.engine.loop.TaskQueue;
import io.kvasir.engine.port.Loop;
import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A loop on the thread of an event loop, which also serves sockets: what a request needs is done
 * where it arrived, without waking another thread, and all that is sent in one turn leaves
 * together.
 */
public final class SocketLoop implements Loop, AutoCloseable {
  /** After so many tasks the sockets have a turn. */
  private static final int TURN = 256;

  private static final long CLOSE_MILLIS = 5_000;

  private final EventLoop thread;
  private final TaskQueue tasks;
  private final AtomicBoolean isTurnDue = new AtomicBoolean(true);
  private volatile boolean closed;

  /**
   * A loop that does nothing before {@link #start}.
   *
   * @param capacity how many offered tasks may wait
   * @param onBug told of an exception that a task let escape: a broken invariant, after which the
   *     process should not go on
   */
  public SocketLoop(EventLoop thread, int capacity, Consumer<Throwable> onBug) {
    this.thread = thread;
    this.tasks = new TaskQueue(capacity, onBug);
  }

  /** Begins to run what was added, and what will be. */
  public void start() {
    ask();
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
    if (!isTurnDue.get() && isTurnDue.compareAndSet(false, true)) {
      ask();
    }
  }

  private void ask() {
    try {
      thread.execute(this::turn);
    } catch (RejectedExecutionException ended) {
      closed = true; // the process ends, and its event loops before it
    }
  }

  private void turn() {
    int done = 0;
    while (!closed && done < TURN && tasks.runNext()) {
      done++;
    }
    isTurnDue.set(false);
    if (!closed && !tasks.isEmpty()) {
      wake();
    }
  }

  /** Waits for the task that runs; what still waits is dropped. */
  @Override
  public void close() {
    closed = true;
    if (thread.inEventLoop()) {
      return;
    }
    try {
      boolean _ = thread.submit(() -> {}).await(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException ended) {
      return;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
