package io.kvasir.edge.cli.bench;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.IntCountsHistogram;

/**
 * The course of a load: for each interval what was done in it. It begins with seconds; when there
 * are 600 of them, each two become one, and so on.
 */
final class Timeline {
  static final int MOST = 600;

  private static final long SECOND_NANOS = 1_000_000_000;
  private static final int DIGITS = 2;

  private final List<Interval> intervals = new ArrayList<>();
  private long nanos = SECOND_NANOS;

  /** What was done in one interval; latencies are of the operations that ended in it. */
  static final class Interval {
    private final IntCountsHistogram latencies =
        new IntCountsHistogram(1, Latencies.HIGHEST_MICROS, DIGITS);
    private long errors;

    private void add(Interval other) {
      latencies.add(other.latencies);
      errors += other.errors;
    }

    long operations() {
      return latencies.getTotalCount();
    }

    long errors() {
      return errors;
    }

    /** In microseconds. */
    long percentile(double percent) {
      return latencies.getTotalCount() == 0 ? 0 : latencies.getValueAtPercentile(percent);
    }

    long max() {
      return latencies.getTotalCount() == 0 ? 0 : latencies.getMaxValue();
    }
  }

  /**
   * @param at nanoseconds since the beginning
   */
  void succeeded(long at, long micros) {
    at(at).latencies.recordValue(micros);
  }

  void failed(long at) {
    at(at).errors++;
  }

  private Interval at(long at) {
    long index = Math.max(0, at) / nanos;
    while (index >= MOST) {
      coarsen();
      index = Math.max(0, at) / nanos;
    }
    while (intervals.size() <= index) {
      intervals.add(new Interval());
    }
    return intervals.get((int) index);
  }

  private void coarsen() {
    List<Interval> halves = List.copyOf(intervals);
    intervals.clear();
    for (int at = 0; at < halves.size(); at += 2) {
      Interval both = halves.get(at);
      if (at + 1 < halves.size()) {
        both.add(halves.get(at + 1));
      }
      intervals.add(both);
    }
    nanos *= 2;
  }

  /** Takes in another one's, which it leaves as coarse as itself. */
  void add(Timeline other) {
    while (nanos < other.nanos) {
      coarsen();
    }
    while (other.nanos < nanos) {
      other.coarsen();
    }
    for (int at = 0; at < other.intervals.size(); at++) {
      at(at * nanos).add(other.intervals.get(at));
    }
  }

  /** How long each is. */
  long seconds() {
    return nanos / SECOND_NANOS;
  }

  List<Interval> intervals() {
    return List.copyOf(intervals);
  }
}
