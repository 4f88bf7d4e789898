package io.kvasir.edge.eventloop;

import io.kvasir.engine.loop.QueuedLoop;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A loop on the thread of an event loop, which also serves sockets: what a request needs is done
 * where it arrived, without waking another thread, and all that is sent in one turn leaves
 * together.
 */
public final class SocketLoop extends QueuedLoop implements AutoCloseable {
  /** After so many tasks the sockets have a turn, */
  private static final int TURN = 64;

  /** or after so long, and the task that runs then. */
  private static final long TURN_NANOS = 1_000_000;

  private static final long CLOSE_MILLIS = 5_000;

  private final EventLoop thread;
  private final AtomicBoolean isTurnDue = new AtomicBoolean(true);

  /**
   * A loop that does nothing before {@link #start}.
   *
   * @param capacity how many offered tasks may wait
   * @param onBug told of an exception that a task let escape
   */
  public SocketLoop(EventLoop thread, int capacity, Consumer<Throwable> onBug) {
    super(capacity, onBug);
    this.thread = thread;
  }

  /** Begins to run what was added, and what will be. */
  public void start() {
    askForTurn(thread);
  }

  @Override
  protected void wake() {
    if (!isTurnDue.get() && isTurnDue.compareAndSet(false, true)) {
      askForTurn(thread);
    }
  }

  private void askForTurn(Executor by) {
    try {
      by.execute(this::turn);
    } catch (RejectedExecutionException ended) {
      shut(); // the process ends, and its event loops before it
    }
  }

  private void turn() {
    long begin = System.nanoTime();
    int done = 0;
    while (runNext()) {
      if (++done == TURN || System.nanoTime() - begin > TURN_NANOS) {
        askForTurn(this::behindSockets);
        return;
      }
    }
    isTurnDue.set(false);
    if (!isShut() && !isIdle()) {
      wake();
    }
  }

  /** An event loop runs many of its tasks in a row, but looks for scheduled ones once before. */
  private void behindSockets(Runnable turn) {
    ScheduledFuture<?> _ = thread.schedule(turn, 0, TimeUnit.NANOSECONDS);
  }

  /** Waits for the task that runs; what still waits is dropped. */
  @Override
  public void close() {
    shut();
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
