package io.kvasir.edge.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** 64 KiB have to be taken in 800 ms; every 100 it is looked. */
class TakeClockTest {
  private static final long STEP = 100;
  private static final long MANY = 1 << 30;

  private long now = 5_000;
  private final TakeClock clock = new TakeClock(new Patience(800, 800, 800));

  /** How many steps until the client is too slow, 1000 at most. */
  private int stepsAt(long pending, long takenPerStep) {
    int steps = 0;
    long taken = 0;
    while (steps < 1_000 && !clock.tick(now, pending, taken)) {
      steps++;
      now += STEP;
      taken += takenPerStep;
    }
    return steps;
  }

  @Test
  void whoTakesNothingIsTooSlow() {
    assertThat(stepsAt(MANY, 0)).isEqualTo(8);
  }

  @Test
  void whoTakesAByteNowAndThenIsTooSlow() {
    assertThat(stepsAt(MANY, 1_000)).isEqualTo(8);
  }

  @Test
  void whoTakesEnoughIsNot() {
    assertThat(stepsAt(MANY, Patience.TAKEN_BYTES / 7)).isEqualTo(1_000);
  }

  @Test
  void whenNothingWaitsNobodyIs() {
    assertThat(stepsAt(0, 0)).isEqualTo(1_000);
  }

  @Test
  void allThatWaitedWasTakenSoTheTimeBeginsAnew() {
    for (int step = 0; step < 7; step++) {
      assertThat(clock.tick(now += STEP, MANY, 0)).isFalse();
    }
    assertThat(clock.tick(now += STEP, 0, 100)).isFalse();

    assertThat(stepsAt(MANY, 0)).isEqualTo(8);
  }

  @Test
  void aNodeThatStoodStillBlamesNobody() {
    assertThat(clock.tick(now, MANY, 0)).isFalse();
    assertThat(clock.tick(now += 3_600_000, MANY, 0)).isFalse();
  }
}
