package io.kvasir.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeadlineTest {
  private final Deadline deadline = Deadline.after(new Tick(-10), 30);

  @Test
  void isPassedFromItsTickOn() {
    assertThat(deadline.isPassed(new Tick(19))).isFalse();
    assertThat(deadline.isPassed(new Tick(20))).isTrue();
    assertThat(deadline.isPassed(new Tick(21))).isTrue();
  }

  @Test
  void hasNothingLeftOncePassed() {
    assertThat(deadline.remainingMillis(new Tick(-10))).isEqualTo(30);
    assertThat(deadline.remainingMillis(new Tick(19))).isEqualTo(1);
    assertThat(deadline.remainingMillis(new Tick(500))).isZero();
  }
}
