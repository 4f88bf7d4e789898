package io.kvasir.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class HybridClockPropertyTest {
  record Reading(long wallMillis, HybridTimestamp floor) {}

  @Property
  void neverGoesBackAndIsAlwaysAboveTheFloor(@ForAll("readings") List<Reading> readings) {
    HybridClock clock = new HybridClock();
    HybridTimestamp last = HybridTimestamp.ZERO;

    for (Reading reading : readings) {
      HybridTimestamp stamp = clock.next(reading.wallMillis(), reading.floor());

      assertThat(stamp).isGreaterThan(last).isGreaterThan(reading.floor());
      assertThat(stamp.millis()).isGreaterThanOrEqualTo(reading.wallMillis());
      last = stamp;
    }
  }

  @Property
  void staysOnTheWallClockWhenNothingIsAhead(@ForAll("readings") List<Reading> readings) {
    HybridClock clock = new HybridClock();
    long greatestSeen = 0;

    for (Reading reading : readings) {
      HybridTimestamp stamp = clock.next(reading.wallMillis(), reading.floor());

      greatestSeen =
          Math.max(greatestSeen, Math.max(reading.wallMillis(), reading.floor().millis()));
      assertThat(stamp.millis()).isBetween(0L, greatestSeen + 1);
    }
  }

  @Property
  void nextIsTheLeastStampAbove(@ForAll("stamps") HybridTimestamp stamp) {
    HybridTimestamp next = stamp.next();

    assertThat(next).isGreaterThan(stamp);
    assertThat(next.logical() == 0 ? next.millis() - stamp.millis() : 0).isLessThanOrEqualTo(1);
    assertThat(next.logical() == 0 || next.logical() == stamp.logical() + 1).isTrue();
  }

  @Provide
  Arbitrary<List<Reading>> readings() {
    Arbitrary<Long> walls =
        Arbitraries.oneOf(
            Arbitraries.longs().between(-3, 6), Arbitraries.longs().between(0, 1L << 50));
    return Combinators.combine(walls, stamps()).as(Reading::new).list().ofMaxSize(30);
  }

  @Provide
  Arbitrary<HybridTimestamp> stamps() {
    Arbitrary<Long> millis =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 6), Arbitraries.longs().between(0, 1L << 50));
    Arbitrary<Integer> logical =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(Integer.MAX_VALUE - 3, Integer.MAX_VALUE));
    return Combinators.combine(millis, logical).as(HybridTimestamp::new);
  }
}
