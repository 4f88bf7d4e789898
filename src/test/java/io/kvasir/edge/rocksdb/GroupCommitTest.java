package io.kvasir.edge.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.Call;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.StorageFault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDBException;

class GroupCommitTest {
  private static final Commit UNDURABLE = new Commit.OfGroup(List.of(), List.of(), false);

  private final Disk disk = new Disk();
  private final StoreCounters counters = new StoreCounters();
  private GroupCommit commits = groupCommit(1_000);

  @AfterEach
  void end() throws InterruptedException {
    disk.resume();
    disk.resumeSync();
    assertThat(commits.end(10_000)).isTrue();
  }

  @Test
  void writesAllThatWaitsTogetherAndInOrder() throws InterruptedException {
    disk.pause();
    commits.start();
    List<Call<Void>> calls = new ArrayList<>(List.of(submit(0)));
    disk.awaitWrite();

    IntStream.rangeClosed(1, 500).forEach(i -> calls.add(submit(i)));
    disk.resume();

    calls.forEach(Call::value);
    assertThat(disk.groups).hasSize(2);
    assertThat(disk.groups.getFirst()).hasSize(1);
    assertThat(disk.groups.getLast()).isEqualTo(IntStream.rangeClosed(1, 500).boxed().toList());
    assertThat(counters.snapshot(0).groupSizes().count()).isEqualTo(2);
    assertThat(counters.snapshot(0).commits()).isEqualTo(501);
  }

  @Test
  void answersNobodyBeforeTheWriteIsOver() throws InterruptedException {
    disk.pause();
    commits.start();

    Call<Void> call = submit(1);
    disk.awaitWrite();

    assertThat(call.isOver()).isFalse();
    disk.resume();
    call.value();
  }

  @Test
  void answersNobodyDurablyBeforeTheSyncIsOver() throws InterruptedException {
    disk.pauseSync();
    commits.start();

    Call<Void> call = submit(1);
    disk.awaitSync();

    assertThat(disk.groups).hasSize(1);
    assertThat(call.isOver()).isFalse();
    disk.resumeSync();
    call.value();
  }

  @Test
  void whatNeedNotBeDurableDoesNotWaitForASync() throws InterruptedException {
    disk.pauseSync();
    commits.start();
    Call<Void> syncing = submit(1);
    disk.awaitSync();

    Call<Void> durable = submit(2);
    Call<Void> hurried = submit(3, UNDURABLE);
    hurried.value();

    assertThat(syncing.isOver()).isFalse();
    assertThat(durable.isOver()).isFalse();
    assertThat(disk.groups).isEqualTo(List.of(List.of(1), List.of(2, 3)));
    disk.resumeSync();
    syncing.value();
    durable.value();
    assertThat(disk.syncs).hasValue(2);
    assertThat(counters.snapshot(0).applyNanos().count()).isOne();
  }

  @Test
  void syncsNothingForWhatNeedNotBeDurable() {
    commits.start();

    submit(1, UNDURABLE).value();
    submit(2, UNDURABLE).value();

    assertThat(disk.syncs).hasValue(0);
    assertThat(counters.snapshot(0).commits()).isZero();
  }

  @Test
  void syncsNeverAgainAfterASyncFailed() throws InterruptedException {
    disk.pauseSync();
    commits.start();
    Call<Void> failing = submit(1);
    disk.awaitSync();
    Call<Void> behind = submit(2);
    submit(3, UNDURABLE).value();
    disk.failSyncs();
    disk.resumeSync();

    assertThat(failing.fault().reason()).contains("no disk");
    assertThat(behind.fault().reason()).contains("no disk");
    assertThat(submit(4, UNDURABLE).fault().reason()).contains("no disk");
    assertThat(disk.syncs).hasValue(1);
  }

  @Test
  void writesInOrderWhoeverWrites() {
    commits = groupCommit(20_000);
    commits.start();
    List<Call<Void>> calls = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      calls.add(i % 3 == 0 ? submit(i) : submit(i, UNDURABLE));
    }

    calls.forEach(Call::value);

    assertThat(disk.groups.stream().flatMap(List::stream).toList())
        .isEqualTo(IntStream.range(0, 20_000).boxed().toList());
  }

  @Test
  void boundsWhatOneWriteCarries() {
    List<Call<Void>> calls =
        IntStream.range(0, 10).mapToObj(i -> submit(new Commit.OfStanding(megabytes(3)))).toList();

    commits.start();

    calls.forEach(Call::value);
    assertThat(disk.groups).hasSize(4);
  }

  @Test
  void failsEverythingFromTheFirstFailureOn() throws InterruptedException {
    disk.pause();
    commits.start();
    Call<Void> written = submit(0);
    disk.awaitWrite();
    disk.failAfterThisWrite();
    Call<Void> failing = submit(1);
    disk.resume();
    written.value();

    assertThat(failing.fault()).isEqualTo(new StorageFault("a write failed: no space", true));
    assertThat(submit(2).fault()).isEqualTo(new StorageFault("a write failed: no space", false));
    assertThat(commits.failure()).map(StorageFault::reason).hasValue("a write failed: no space");
    assertThat(disk.groups).hasSize(1);
  }

  @Test
  void whatWaitsBehindAFailedGroupIsNotTried() {
    disk.failAfterThisWrite();
    Call<Void> failing = submit(new Commit.OfStanding(megabytes(9)));
    Call<Void> behind = submit(1);

    commits.start();

    assertThat(failing.fault().maybeApplied()).isTrue();
    assertThat(behind.fault().maybeApplied()).isFalse();
  }

  @Test
  void failsForGoodWhenTheQueueIsFull() throws InterruptedException {
    commits = groupCommit(10);
    disk.pause();
    commits.start();
    Call<Void> onItsWay = submit(0);
    disk.awaitWrite();
    List<Call<Void>> waiting = IntStream.range(0, 10).mapToObj(this::submit).toList();

    Call<Void> tooMany = submit(10);

    assertThat(tooMany.fault().reason()).contains("queue");
    assertThat(tooMany.fault().maybeApplied()).isFalse();
    disk.resume();
    onItsWay.value();
    waiting.forEach(call -> assertThat(call.fault()).isEqualTo(tooMany.fault()));
    assertThat(submit(11).fault().reason()).contains("queue");
  }

  @Test
  void failsForGoodWhenACompletionBreaks() {
    commits.start();

    commits.submit(
        new Commit.OfStanding(megabytes(0)),
        new Completion<>() {
          @Override
          public void succeed(Void value) {
            throw new IllegalStateException("broken");
          }

          @Override
          public void fail(StorageFault fault) {}
        });

    submit(1).awaitEnd();
    assertThat(commits.failure()).map(StorageFault::reason).get().asString().contains("broken");
  }

  @Test
  void writesWhatWaitsBeforeItEnds() throws InterruptedException {
    List<Call<Void>> calls = IntStream.range(0, 100).mapToObj(this::submit).toList();
    commits.start();

    assertThat(commits.end(10_000)).isTrue();

    assertThat(calls).allMatch(Call::isOver);
    calls.forEach(Call::value);
    assertThat(disk.rests).hasPositiveValue();
  }

  private GroupCommit groupCommit(int queueCommits) {
    return new GroupCommit(disk, queueCommits, counters);
  }

  private Call<Void> submit(int number) {
    return submit(number, Commit.of(Bytes.EMPTY));
  }

  private Call<Void> submit(int number, Commit commit) {
    disk.numbers.add(number);
    return submit(commit);
  }

  private Call<Void> submit(Commit commit) {
    Call<Void> call = new Call<>();
    commits.submit(commit, call);
    return call;
  }

  private static RowChange megabytes(int count) {
    return RowChange.put(new byte[1], new byte[count << 20]);
  }

  /** Writes nothing, when it is told to. Numbers of commits are in the order of submission. */
  private static final class Disk implements GroupCommit.Sink {
    private final List<Integer> numbers = Collections.synchronizedList(new ArrayList<>());
    private final List<List<Integer>> groups = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch writing = new CountDownLatch(1);
    private volatile CountDownLatch paused = new CountDownLatch(0);
    private volatile boolean failing;
    private final AtomicInteger rests = new AtomicInteger();
    private int written;
    private final AtomicInteger syncs = new AtomicInteger();
    private final CountDownLatch syncing = new CountDownLatch(1);
    private volatile CountDownLatch syncPaused = new CountDownLatch(0);
    private volatile boolean failingSyncs;

    void pauseSync() {
      syncPaused = new CountDownLatch(1);
    }

    void resumeSync() {
      syncPaused.countDown();
    }

    void failSyncs() {
      failingSyncs = true;
    }

    void awaitSync() throws InterruptedException {
      assertThat(syncing.await(10, TimeUnit.SECONDS)).isTrue();
    }

    void pause() {
      paused = new CountDownLatch(1);
    }

    void resume() {
      paused.countDown();
    }

    void failAfterThisWrite() {
      failing = true;
    }

    void awaitWrite() throws InterruptedException {
      assertThat(writing.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void write(List<Commit> group) throws RocksDBException {
      if (failing) {
        throw new RocksDBException("no space");
      }
      writing.countDown();
      await(paused);
      List<Integer> these =
          IntStream.range(written, written + group.size())
              .map(i -> i < numbers.size() ? numbers.get(i) : -1)
              .boxed()
              .toList();
      written += group.size();
      groups.add(these);
    }

    @Override
    public void sync() throws RocksDBException {
      syncs.incrementAndGet();
      syncing.countDown();
      await(syncPaused);
      if (failingSyncs) {
        throw new RocksDBException("no disk");
      }
    }

    @Override
    public void rest() {
      rests.incrementAndGet();
    }

    private static void await(CountDownLatch latch) {
      try {
        assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException stopped) {
        throw new AssertionError(stopped);
      }
    }
  }
}
