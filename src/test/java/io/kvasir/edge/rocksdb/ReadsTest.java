package io.kvasir.edge.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.Call;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDBException;

class ReadsTest {
  private final Gate gate = new Gate();
  private final StoreCounters counters = new StoreCounters();
  private final Reads reads = new Reads(1, 1, gate, counters);
  private final CountDownLatch reading = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  @AfterEach
  void end() throws InterruptedException {
    mayEnd.countDown();
    assertThat(reads.end(10_000)).isTrue();
  }

  @Test
  void refusesAReadThatThePoolHasNoRoomFor() throws InterruptedException {
    Call<String> underWay = read(this::slow);
    assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
    Call<String> waiting = read(this::slow);

    Call<String> refused = read(this::slow);

    assertThat(refused.fault().reason()).startsWith("overloaded");
    mayEnd.countDown();
    assertThat(underWay.value()).isEqualTo(waiting.value()).isEqualTo("found");
    assertThat(read(this::slow).value()).isEqualTo("found");
    assertThat(counters.snapshot(0).refusedReads()).isEqualTo(1);
    assertThat(counters.snapshot(0).diskReads()).isEqualTo(3);
  }

  @Test
  void makesFaultsOfFailures() {
    Call<String> damaged =
        read(
            reach -> {
              throw new DamagedBytes("no row");
            });
    Call<String> failed =
        read(
            reach -> {
              if (reach == Reach.CACHE) {
                throw new BeyondReach();
              }
              throw new RocksDBException("no disk");
            });

    assertThat(damaged.fault().reason()).contains("no row");
    assertThat(failed.fault().reason()).contains("no disk");
  }

  @Test
  void waitsForReadsBeforeItCloses() throws InterruptedException {
    Call<String> underWay = read(this::slow);
    assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();

    assertThat(gate.close(1)).isFalse();
    mayEnd.countDown();
    assertThat(gate.close(10_000)).isTrue();

    assertThat(underWay.value()).isEqualTo("found");
    assertThat(read(reach -> "found").fault().reason()).contains("closed");
  }

  private String slow(Reach reach) throws BeyondReach {
    if (reach == Reach.CACHE) {
      throw new BeyondReach();
    }
    reading.countDown();
    try {
      assertThat(mayEnd.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
    return "found";
  }

  private <T> Call<T> read(Reads.Read<T> read) {
    Call<T> call = new Call<>();
    reads.read(read, call);
    return call;
  }
}
