package io.kvasir.edge.cli.command;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Threads that send requests side by side. As many tasks wait as there are threads; who brings more
 * waits too. After the first failure nothing more is begun.
 */
final class Workers implements AutoCloseable {
  /** What a thread does with a session of its own. */
  interface Task {
    void run(Session session) throws Failed;
  }

  private static final int MOST = 64;
  private static final long PATIENCE_SECONDS = 70;

  private final int threads;
  private final ExecutorService pool;
  private final Semaphore room;
  private final AtomicReference<Optional<Throwable>> failure =
      new AtomicReference<>(Optional.empty());
  private final ThreadLocal<Session> sessions;

  Workers(Session session, int threads) {
    this.threads = threads;
    this.pool = Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory());
    this.room = new Semaphore(2 * threads);
    this.sessions = ThreadLocal.withInitial(session::another);
  }

  /** As many threads as {@code --parallel} says. */
  static Workers of(Session session, Optional<String> parallel, int otherwise) throws Failed {
    long threads = Json.number(parallel.orElse(Integer.toString(otherwise)));
    if (threads < 1 || threads > MOST) {
      throw new Failed(ExitCode.USAGE, "--parallel is 1 to " + MOST);
    }
    return new Workers(session, (int) threads);
  }

  /** Has a task carried out; waits for room. */
  void submit(Task task) throws Failed {
    room.acquireUninterruptibly();
    throwFailure();
    pool.execute(() -> run(task));
  }

  private void run(Task task) {
    try {
      if (failure.get().isEmpty()) {
        task.run(sessions.get());
      }
    } catch (Failed | RuntimeException | Error failed) {
      failure.compareAndSet(Optional.empty(), Optional.of(failed));
    } finally {
      room.release();
    }
  }

  /** Waits for all that was submitted. */
  void finish() throws Failed {
    room.acquireUninterruptibly(2 * threads);
    room.release(2 * threads);
    throwFailure();
  }

  private void throwFailure() throws Failed {
    Optional<Throwable> failed = failure.get();
    if (failed.isPresent()) {
      switch (failed.get()) {
        case Failed expected -> throw expected;
        case RuntimeException defect -> throw defect;
        case Throwable other -> throw new IllegalStateException(other);
      }
    }
  }

  /** Ends the threads when they have carried out what they were at, which has a deadline. */
  @Override
  public void close() {
    pool.shutdown();
    try {
      boolean _ = pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
