package io.kvasir.edge.rocksdb;

import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.StorageFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * Commits in groups: while one group is on its way to the disk the next one gathers, so that the
 * cost of a sync is shared by all that wait (DeWitt et al., "Implementation Techniques for Main
 * Memory Database Systems", SIGMOD 1984, section 5.2). One thread, in the order of submission.
 *
 * <p>The first failure is final: what a failed sync left on the disk is unknown (Rebello et al.,
 * "Can Applications Recover from fsync Failures?", ATC 2020), and a later commit may rest on a
 * failed one. So everything after it fails too, until the process is restarted.
 */
final class GroupCommit {
  /** Where groups are written. */
  interface Sink {
    /** Writes all or nothing; durable on return. */
    void write(List<Commit> group) throws RocksDBException;

    /** Called now and then while there is nothing to commit, and at the end. */
    void rest() throws RocksDBException;
  }

  private record Pending(Commit commit, Completion<Void> completion, long sinceNanos) {}

  private static final int GROUP_COMMITS = 4_096;
  private static final long GROUP_BYTES = 8L << 20;
  private static final long REST_MILLIS = 500;

  private final Sink sink;
  private final StoreCounters counters;
  private final LinkedBlockingQueue<Optional<Pending>> queue;
  private final AtomicReference<@Nullable StorageFault> failure = new AtomicReference<>();
  private final Thread thread;
  private volatile boolean ending;

  /**
   * @param queueCommits how many commits may wait
   */
  GroupCommit(Sink sink, int queueCommits, StoreCounters counters) {
    this.sink = sink;
    this.counters = counters;
    this.queue = new LinkedBlockingQueue<>(queueCommits);
    this.thread = Thread.ofPlatform().name("kvasir-store-writer").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Never blocks. The completion is called by the writer, or here when the commit is refused. */
  void submit(Commit commit, Completion<Void> completion) {
    StorageFault fault = failure.get();
    if (fault == null
        && !queue.offer(Optional.of(new Pending(commit, completion, System.nanoTime())))) {
      fault = fail("more commits wait for the disk than the queue holds");
    }
    if (fault != null) {
      completion.fail(fault);
    }
  }

  /** Why nothing can be committed any more. */
  Optional<StorageFault> failure() {
    return Optional.ofNullable(failure.get());
  }

  int queueDepth() {
    return queue.size();
  }

  /**
   * Commits what was submitted, and ends. Nothing may be submitted from now on.
   *
   * @return false when that took longer than {@code timeoutMillis}
   */
  boolean end(long timeoutMillis) throws InterruptedException {
    ending = true;
    boolean _ = queue.offer(Optional.empty());
    thread.join(timeoutMillis);
    return !thread.isAlive();
  }

  private void run() {
    boolean done = false;
    try {
      List<Pending> group = new ArrayList<>();
      while (!ending || !queue.isEmpty()) {
        gather(group);
        commit(group);
        group.clear();
      }
      commit(List.of());
      done = true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      if (!done) {
        abandon(fail("the writer ended early"));
      }
    }
  }

  private void abandon(StorageFault fault) {
    List<Optional<Pending>> left = new ArrayList<>();
    queue.drainTo(left);
    left.forEach(each -> each.ifPresent(pending -> answer(pending, fault)));
  }

  /** Waits for the first, and takes along what else is there. */
  private void gather(List<Pending> group) throws InterruptedException {
    Optional<Pending> next = queue.poll(REST_MILLIS, TimeUnit.MILLISECONDS);
    long bytes = 0;
    while (next != null) {
      if (next.isPresent()) {
        group.add(next.get());
        bytes += next.get().commit().bytes();
      }
      next = group.size() < GROUP_COMMITS && bytes < GROUP_BYTES ? queue.poll() : null;
    }
  }

  private void commit(List<Pending> group) {
    StorageFault fault = failure.get();
    if (fault == null) {
      fault = write(group);
    }
    for (Pending pending : group) {
      answer(pending, fault);
    }
  }

  private @Nullable StorageFault write(List<Pending> group) {
    try {
      if (group.isEmpty()) {
        sink.rest();
      } else {
        sink.write(group.stream().map(Pending::commit).toList());
        counters.committed(group.size());
      }
      return null;
    } catch (RocksDBException failed) {
      return fail("a write failed: " + failed.getMessage());
    } catch (RuntimeException broken) {
      return fail("a write broke: " + broken);
    }
  }

  private void answer(Pending pending, @Nullable StorageFault fault) {
    try {
      if (fault != null) {
        pending.completion().fail(fault);
      } else {
        counters.commitTook(System.nanoTime() - pending.sinceNanos());
        Completion.done(pending.completion());
      }
    } catch (RuntimeException broken) {
      fail("the end of a commit broke: " + broken);
    }
  }

  private StorageFault fail(String reason) {
    StorageFault fault = new StorageFault(reason);
    StorageFault first = failure.compareAndExchange(null, fault);
    return first == null ? fault : first;
  }
}
