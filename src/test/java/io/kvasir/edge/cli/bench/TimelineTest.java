package io.kvasir.edge.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The course of a load, however long it is. */
class TimelineTest {
  private static final long SECOND = 1_000_000_000;

  private static List<Long> operations(Timeline timeline) {
    return timeline.intervals().stream().map(Timeline.Interval::operations).toList();
  }

  @Test
  void hasAnIntervalPerSecondAlsoWhereNothingHappened() {
    Timeline timeline = new Timeline();
    timeline.succeeded(0, 100);
    timeline.succeeded(SECOND - 1, 300);
    timeline.failed(SECOND);
    timeline.succeeded(3 * SECOND, 5);

    assertThat(timeline.seconds()).isEqualTo(1);
    assertThat(operations(timeline)).containsExactly(2L, 0L, 0L, 1L);
    List<Timeline.Interval> all = timeline.intervals();
    assertThat(all.get(1).errors()).isEqualTo(1);
    assertThat(all.get(1).max()).isZero();
    assertThat(all.get(0).percentile(50)).isBetween(100L, 101L);
    assertThat(all.get(0).max()).isBetween(300L, 303L);
  }

  @Test
  void growsCoarserInsteadOfLonger() {
    Timeline timeline = new Timeline();
    for (int second = 0; second < 10 * Timeline.MOST; second++) {
      timeline.succeeded(second * SECOND, 10);
      timeline.failed(second * SECOND);
    }

    assertThat(timeline.seconds()).isEqualTo(16);
    assertThat(timeline.intervals()).hasSize(375).allMatch(one -> one.operations() == 16);
    assertThat(timeline.intervals()).allMatch(one -> one.errors() == 16);
  }

  @Test
  void takesInOneThatIsFinerOrCoarser() {
    for (boolean coarse : new boolean[] {false, true}) {
      Timeline timeline = new Timeline();
      Timeline other = new Timeline();
      (coarse ? timeline : other).succeeded(1_000 * SECOND, 10);
      for (int second = 0; second < 4; second++) {
        timeline.succeeded(second * SECOND, 10);
        other.succeeded(second * SECOND, 10);
      }

      timeline.add(other);

      assertThat(timeline.seconds()).isEqualTo(2);
      assertThat(timeline.intervals()).hasSize(501);
      assertThat(operations(timeline).subList(0, 3)).containsExactly(4L, 4L, 0L);
      assertThat(operations(timeline).getLast()).isEqualTo(1);
    }
  }
}
