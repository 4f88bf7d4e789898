package io.kvasir.edge.http.guard;

import static io.kvasir.edge.http.guard.RequestClock.Part.BODY;
import static io.kvasir.edge.http.guard.RequestClock.Part.HEAD;
import static io.kvasir.edge.http.guard.RequestClock.Part.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Heads may take 800 ms, bodies 1600; every 100 it is looked. */
class RequestClockTest {
  private static final long STEP = 100;

  private long now = 5_000;
  private final RequestClock clock = new RequestClock(new Patience(800, 1_600, 3_200), now);

  private RequestClock.Part after(long millis) {
    return after(millis, true);
  }

  private RequestClock.Part after(long millis, boolean reading) {
    RequestClock.Part late = NOTHING;
    for (long end = now + millis; now < end && late == NOTHING; ) {
      now += STEP;
      late = clock.tick(now, reading);
    }
    return late;
  }

  @Test
  void aFirstRequestIsAwaitedFromTheStart() {
    assertThat(after(700)).isEqualTo(NOTHING);
    assertThat(clock.isSpoken()).isFalse();
    assertThat(after(STEP)).isEqualTo(HEAD);
  }

  @Test
  void bytesOfAHeadGiveNoMoreTime() {
    for (int n = 0; n < 7; n++) {
      clock.onBytes(now);
      assertThat(after(STEP)).isEqualTo(NOTHING);
    }
    assertThat(clock.isSpoken()).isTrue();
    assertThat(after(STEP)).isEqualTo(HEAD);
  }

  @Test
  void betweenRequestsNothingIsAwaited() {
    clock.onHead(now);
    clock.onEnd();
    clock.onAnswered();

    assertThat(after(100_000)).isEqualTo(NOTHING);
  }

  @Test
  void aNextHeadHasItsTimeFromItsFirstByte() {
    clock.onHead(now);
    clock.onEnd();
    clock.onAnswered();
    assertThat(after(10_000)).isEqualTo(NOTHING);
    clock.onBytes(now);

    assertThat(after(700)).isEqualTo(NOTHING);
    assertThat(after(STEP)).isEqualTo(HEAD);
  }

  @Test
  void aBodyHasItsTimeFromTheEndOfTheHead() {
    assertThat(after(700)).isEqualTo(NOTHING);
    clock.onHead(now);

    assertThat(after(1_500)).isEqualTo(NOTHING);
    assertThat(after(STEP)).isEqualTo(BODY);
  }

  @Test
  void aBodyIsAwaitedAlsoWhenItsRequestIsAnswered() {
    clock.onHead(now);
    clock.onAnswered();

    assertThat(after(1_600)).isEqualTo(BODY);
  }

  @Test
  void whileARequestIsUnansweredTheNextHeadHasTime() {
    clock.onHead(now);
    clock.onEnd();
    clock.onBytes(now);
    assertThat(after(100_000)).isEqualTo(NOTHING);
    clock.onAnswered();

    assertThat(after(700)).isEqualTo(NOTHING);
    assertThat(after(STEP)).isEqualTo(HEAD);
  }

  @Test
  void whileNothingIsReadNobodyIsLate() {
    clock.onHead(now);
    assertThat(after(100_000, false)).isEqualTo(NOTHING);

    assertThat(after(1_500)).isEqualTo(NOTHING);
    assertThat(after(STEP)).isEqualTo(BODY);
  }

  @Test
  void aNodeThatStoodStillBlamesNobody() {
    now += 3_600_000;
    assertThat(clock.tick(now, true)).isEqualTo(NOTHING);

    assertThat(after(500)).isEqualTo(NOTHING);
    assertThat(after(STEP)).isEqualTo(HEAD);
  }
}
