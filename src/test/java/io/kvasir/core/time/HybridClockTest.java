package io.kvasir.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HybridClockTest {
  private final HybridClock clock = new HybridClock();

  @Test
  void followsTheWallClock() {
    assertThat(clock.next(100, HybridTimestamp.ZERO)).isEqualTo(new HybridTimestamp(100, 0));
    assertThat(clock.next(250, HybridTimestamp.ZERO)).isEqualTo(new HybridTimestamp(250, 0));
  }

  @Test
  void countsLogicallyWhileTheWallClockStandsStillOrSteppedBack() {
    HybridTimestamp unused = clock.next(100, HybridTimestamp.ZERO);

    assertThat(clock.next(100, HybridTimestamp.ZERO)).isEqualTo(new HybridTimestamp(100, 1));
    assertThat(clock.next(40, HybridTimestamp.ZERO)).isEqualTo(new HybridTimestamp(100, 2));
    assertThat(unused.logical()).isZero();
  }

  @Test
  void overrulesAStampFromAFasterClock() {
    HybridTimestamp floor = new HybridTimestamp(900, 7);

    assertThat(clock.next(100, floor)).isEqualTo(new HybridTimestamp(900, 8));
    assertThat(clock.next(100, HybridTimestamp.ZERO)).isEqualTo(new HybridTimestamp(900, 9));
  }

  @Test
  void carriesAFullLogicalPartIntoTheMilliseconds() {
    HybridTimestamp floor = new HybridTimestamp(5, Integer.MAX_VALUE);

    assertThat(clock.next(1, floor)).isEqualTo(new HybridTimestamp(6, 0));
  }

  @Test
  void takesAWallClockBeforeTheEpochForZero() {
    assertThat(clock.next(-5, HybridTimestamp.ZERO)).isEqualTo(new HybridTimestamp(0, 1));
  }

  @Test
  void refusesNegativeStamps() {
    assertThatThrownBy(() -> new HybridTimestamp(-1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new HybridTimestamp(0, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
