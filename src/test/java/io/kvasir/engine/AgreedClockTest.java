package io.kvasir.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.Tick;
import io.kvasir.engine.port.Timers;
import org.junit.jupiter.api.Test;

class AgreedClockTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final NodeId C = new NodeId("c");
  private static final long YEAR = 365L * 24 * 3600 * 1000;

  private long ticks = -50_000;
  private long ahead = YEAR;
  private final AgreedClock clock = new AgreedClock(new Clocks());

  private final class Clocks implements Timers {
    @Override
    public Tick now() {
      return new Tick(ticks);
    }

    @Override
    public long wallMillis() {
      return ticks + ahead;
    }

    @Override
    public void schedule(long delayMillis, Runnable task) {
      throw new AssertionError("nothing to wait for");
    }
  }

  private void hear(long millis, NodeId... peers) {
    for (NodeId peer : peers) {
      ticks += 100;
      clock.heard(peer, millis + ticks);
    }
  }

  @Test
  void isTheLatestClockOfThoseThatAreNotFarOff() {
    assertThat(clock.millis()).isEqualTo(ticks + YEAR);
    hear(YEAR + 4_000, A);
    assertThat(clock.millis()).isEqualTo(ticks + YEAR + 4_000);
    hear(2 * YEAR, B);
    assertThat(clock.millis()).isEqualTo(ticks + YEAR + 10_000);
  }

  @Test
  void doesNotGoBackWithTheOwnClockUnlessThatIsFar() {
    long before = clock.millis();
    ahead -= 9_000;
    assertThat(clock.millis()).isEqualTo(before);
    ahead -= 9_000;
    assertThat(clock.millis()).isEqualTo(before - 8_000);
  }

  @Test
  void followsTheOwnClockNoFurtherThanHalfTheNodes() {
    ahead = 3 * YEAR;
    assertThat(clock.millis()).as("alone").isEqualTo(ticks + 3 * YEAR);
    hear(YEAR, A);
    assertThat(clock.millis()).as("one of two").isEqualTo(ticks + 3 * YEAR);

    hear(YEAR, B, A, B);

    assertThat(clock.millis()).as("one of three").isEqualTo(ticks + YEAR + 10_000);
    ahead = YEAR + 2_000;
    assertThat(clock.millis()).isLessThanOrEqualTo(ticks + YEAR + 10_000);
  }

  @Test
  void doesNotTakeOneClockThatIsBehindForTheNodes() {
    hear(YEAR, A, C);
    hear(YEAR / 2, B, B);

    assertThat(clock.millis()).isEqualTo(ticks + YEAR);
  }

  @Test
  void doesNotCountWhoWasNotHeardForLong() {
    ahead = 3 * YEAR;
    hear(YEAR, A, B, A);
    ticks += 70_000;

    hear(YEAR, A);

    assertThat(clock.millis()).isEqualTo(ticks + 3 * YEAR);
  }
}
