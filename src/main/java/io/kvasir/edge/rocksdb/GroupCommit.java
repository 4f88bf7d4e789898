package io.kvasir.edge.rocksdb;

import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.StorageFault;
import io.kvasir.engine.port.Trace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Commits in groups: while one group is on its way to the disk the next one gathers, so that the
 * cost of a sync is shared by all that wait (DeWitt et al., "Implementation Techniques for Main
 * Memory Database Systems", SIGMOD 1984, section 5.2). All is written in the order of submission,
 * whoever writes it.
 *
 * <p>Two threads. The <em>writer</em> writes all that waits, syncs it, and ends the durable commits
 * in it; then it begins anew. A commit that need not be durable ends when it is written, and must
 * not wait for a sync that is under way: the <em>forerunner</em> writes it, with all that was
 * submitted before it, beside the sync. What is durable among that ends with the writer's next
 * sync.
 *
 * <p>The first failure is final: what a failed sync left on the disk is unknown (Rebello et al.,
 * "Can Applications Recover from fsync Failures?", ATC 2020), and a later commit may rest on a
 * failed one. So everything after it is refused untried, until the process is restarted; only what
 * was in the failed group may be on the disk.
 */
final class GroupCommit {
  /** Where groups are written. */
  interface Sink {
    /** Writes all or nothing; then it can be read, but need not survive a crash. */
    void write(List<Commit> group) throws RocksDBException;

    /** Makes durable what was written before the call. Called beside {@link #write}. */
    void sync() throws RocksDBException;

    /** Called now and then while there is nothing to commit, and at the end. */
    void rest() throws RocksDBException;
  }

  /**
   * @param trace of the request that it is for, if that is traced
   */
  private record Pending(
      Commit commit, Completion<Void> completion, long sinceNanos, @Nullable Trace trace) {}

  /** Something of the sink's that can fail. */
  private interface Step {
    void take() throws RocksDBException;
  }

  private static final int GROUP_COMMITS = 4_096;
  private static final long GROUP_BYTES = 8L << 20;
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Sink sink;
  private final StoreCounters counters;
  private final int queueCommits;
  private final AtomicReference<@Nullable StorageFault> failure = new AtomicReference<>();
  private final Thread writer;
  private final Thread forerunner;

  /** Held by who writes, so that what is taken from the queue first is written first. */
  private final ReentrantLock writing = new ReentrantLock();

  /** Guards the fields below; never held for long. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition forWriter = lock.newCondition();
  private final Condition forForerunner = lock.newCondition();
  private final ArrayDeque<Pending> queue = new ArrayDeque<>();
  private final ArrayDeque<Pending> unsynced = new ArrayDeque<>();
  private boolean syncing;
  private boolean hurry;
  private boolean ending;
  private boolean over;

  /** Of the writer: why a sync must not be tried again. */
  private @Nullable StorageFault syncFault;

  /**
   * @param queueCommits how many commits may wait
   */
  GroupCommit(Sink sink, int queueCommits, StoreCounters counters) {
    this.sink = sink;
    this.counters = counters;
    this.queueCommits = queueCommits;
    this.writer = thread("kvasir-store-writer", this::writeAndSync);
    this.forerunner = thread("kvasir-store-forerunner", this::runAhead);
  }

  void start() {
    writer.start();
    forerunner.start();
  }

  /**
   * Never blocks. The completion is called by one of the threads here, or by the caller when the
   * commit is refused.
   */
  void submit(Commit commit, Completion<Void> completion) {
    StorageFault fault = failure.get();
    if (fault == null && !enqueue(pending(commit, completion))) {
      fault = fail("more commits wait for the disk than the queue holds");
    }
    if (fault != null) {
      completion.fail(fault);
    }
  }

  private static Pending pending(Commit commit, Completion<Void> completion) {
    return new Pending(commit, completion, System.nanoTime(), Trace.current());
  }

  /** Why nothing can be committed any more: the fault of every commit that is not tried. */
  Optional<StorageFault> failure() {
    return Optional.ofNullable(failure.get());
  }

  int queueDepth() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Commits what was submitted, and ends. Nothing may be submitted from now on.
   *
   * @return false when that took longer than {@code timeoutMillis}
   */
  boolean end(long timeoutMillis) throws InterruptedException {
    lock.lock();
    try {
      ending = true;
      forWriter.signal();
    } finally {
      lock.unlock();
    }
    writer.join(timeoutMillis);
    forerunner.join(timeoutMillis);
    return !writer.isAlive() && !forerunner.isAlive();
  }

  private static Thread thread(String name, Runnable body) {
    return Thread.ofPlatform().name(name).daemon().unstarted(body);
  }

  private boolean enqueue(Pending pending) {
    lock.lock();
    try {
      if (over || queue.size() >= queueCommits) {
        return false;
      }
      queue.add(pending);
      if (!syncing) {
        forWriter.signal();
      } else if (!pending.commit().isDurable()) {
        hurry = true;
        forForerunner.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void writeAndSync() {
    boolean done = false;
    try {
      while (awaitWork()) {
        writeWaiting();
        sync();
      }
      rest();
      done = true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      if (!done) {
        StorageFault _ = fail("the writer ended early");
      }
      endOthers();
    }
  }

  /** Rests now and then while it waits. False when there is nothing left to do. */
  private boolean awaitWork() throws InterruptedException {
    while (!beginRound()) {
      if (isOver()) {
        return false;
      }
      rest();
    }
    return true;
  }

  /** From here on, until the round is over, the forerunner looks after what is in a hurry. */
  private boolean beginRound() throws InterruptedException {
    lock.lock();
    try {
      long nanos = REST_NANOS;
      while (!hasWork() && !ending && nanos > 0) {
        nanos = forWriter.awaitNanos(nanos);
      }
      syncing = hasWork();
      return syncing;
    } finally {
      lock.unlock();
    }
  }

  private boolean hasWork() {
    return !queue.isEmpty() || !unsynced.isEmpty();
  }

  private boolean isOver() {
    lock.lock();
    try {
      return ending && !hasWork();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Syncs what was written, by whomever, and ends what is durable by that; also when something else
   * failed meanwhile.
   */
  private void sync() {
    List<Pending> written = takeUnsynced();
    if (!written.isEmpty()) {
      long before = System.nanoTime();
      StorageFault fault = syncFault == null ? attempt(sink::sync) : syncFault;
      syncFault = fault;
      if (fault == null) {
        counters.synced(written.size(), System.nanoTime() - before);
      }
      note(written);
      written.forEach(pending -> answer(pending, fault));
    }
    endRound();
  }

  /** The trace of each that has one shows how long it took, and with whom it shared the sync. */
  private static void note(List<Pending> written) {
    Trace first = null;
    for (Pending pending : written) {
      Trace trace = pending.trace();
      if (trace != null) {
        Trace step = trace.took("storage commit", pending.sinceNanos(), first);
        first = first == null ? step : first;
      }
    }
  }

  private void endRound() {
    lock.lock();
    try {
      syncing = false;
    } finally {
      lock.unlock();
    }
  }

  private List<Pending> takeUnsynced() {
    lock.lock();
    try {
      List<Pending> taken = List.copyOf(unsynced);
      unsynced.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void runAhead() {
    try {
      while (awaitHurry()) {
        writeWaiting();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      StorageFault _ = fail("the forerunner ended early");
    }
  }

  private boolean awaitHurry() throws InterruptedException {
    lock.lock();
    try {
      while (!hurry && !over) {
        forForerunner.await();
      }
      hurry = false;
      return !over;
    } finally {
      lock.unlock();
    }
  }

  /** Writes what waits, at most one group; what need not be durable is over with that. */
  private void writeWaiting() {
    writing.lock();
    try {
      List<Pending> group = takeGroup();
      if (group.isEmpty()) {
        return;
      }
      StorageFault fault = write(group);
      if (fault == null) {
        keepUnsynced(group);
      }
      for (Pending pending : group) {
        if (fault != null || !pending.commit().isDurable()) {
          answer(pending, fault);
        }
      }
    } finally {
      writing.unlock();
    }
  }

  /** Writes nothing any more once something failed. */
  private @Nullable StorageFault write(List<Pending> group) {
    StorageFault fault = failure.get();
    List<Commit> commits = group.stream().map(Pending::commit).toList();
    return fault == null ? attempt(() -> sink.write(commits)) : fault;
  }

  private List<Pending> takeGroup() {
    List<Pending> group = new ArrayList<>();
    lock.lock();
    try {
      long bytes = 0;
      while (!queue.isEmpty() && group.size() < GROUP_COMMITS && bytes < GROUP_BYTES) {
        Pending next = queue.remove();
        group.add(next);
        bytes += next.commit().bytes();
      }
      return group;
    } finally {
      lock.unlock();
    }
  }

  private void keepUnsynced(List<Pending> group) {
    lock.lock();
    try {
      for (Pending pending : group) {
        if (pending.commit().isDurable()) {
          unsynced.add(pending);
        }
      }
      forWriter.signal();
    } finally {
      lock.unlock();
    }
  }

  private void rest() {
    writing.lock();
    try {
      if (failure.get() == null) {
        StorageFault _ = attempt(sink::rest);
      }
    } finally {
      writing.unlock();
    }
  }

  /** Ends the forerunner, and what is left after a failure. */
  private void endOthers() {
    List<Pending> written;
    List<Pending> untried;
    lock.lock();
    try {
      over = true;
      written = List.copyOf(unsynced);
      untried = List.copyOf(queue);
      unsynced.clear();
      queue.clear();
      forForerunner.signal();
    } finally {
      lock.unlock();
    }
    StorageFault fault = failure.get();
    if (fault != null) {
      StorageFault maybe = new StorageFault(fault.reason(), true);
      written.forEach(pending -> answer(pending, maybe));
      untried.forEach(pending -> answer(pending, fault));
    }
  }

  private @Nullable StorageFault attempt(Step step) {
    try {
      step.take();
      return null;
    } catch (RocksDBException failed) {
      return failTried("a write failed: " + failed.getMessage());
    } catch (RuntimeException broken) {
      return failTried("a write broke: " + broken);
    }
  }

  private StorageFault failTried(String reason) {
    StorageFault _ = fail(reason);
    return new StorageFault(reason, true);
  }

  private void answer(Pending pending, @Nullable StorageFault fault) {
    try {
      if (fault != null) {
        pending.completion().fail(fault);
      } else {
        counters.ended(pending.commit().isDurable(), System.nanoTime() - pending.sinceNanos());
        Completion.done(pending.completion());
      }
    } catch (RuntimeException broken) {
      StorageFault _ = fail("the end of a commit broke: " + broken);
    }
  }

  /** Refuses everything from now on; gives the fault of what is not tried. */
  private StorageFault fail(String reason) {
    StorageFault fault = new StorageFault(reason, false);
    StorageFault first = failure.compareAndExchange(null, fault);
    return first == null ? fault : first;
  }
}
