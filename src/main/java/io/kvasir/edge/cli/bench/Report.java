package io.kvasir.edge.cli.bench;

import io.kvasir.edge.cli.bench.workload.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What came of a load.
 *
 * @param seconds from the end of the warm-up to the end, or the last answer if that came later
 * @param interrupted whether it was ended before its time
 */
public record Report(
    Plan plan, Recorder recorder, Instant started, double seconds, boolean interrupted) {
  /** Operations of one kind, or of all. */
  record Line(String name, Histogram latencies, long misses) {
    long operations() {
      return latencies.getTotalCount();
    }
  }

  /** All operations together; events of a watch are no operations. */
  Line total() {
    Histogram all = Latencies.histogram();
    long misses = 0;
    for (Map.Entry<Kind, Histogram> one : recorder.latencies().entrySet()) {
      if (one.getKey() != Kind.EVENT) {
        all.add(one.getValue());
        misses += recorder.misses(one.getKey());
      }
    }
    return new Line("total", all, misses);
  }

  /** One per kind of operation. */
  List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    recorder
        .latencies()
        .forEach(
            (kind, latencies) ->
                lines.add(new Line(kind.word(), latencies, recorder.misses(kind))));
    return lines;
  }

  double perSecond(long operations) {
    return seconds > 0 ? operations / seconds : 0;
  }

  /** How many operations succeeded. */
  public long succeeded() {
    return total().operations();
  }

  /** How many failed. */
  public long failed() {
    return errors().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Errors by kind. */
  public Map<String, Long> errors() {
    return recorder.errors();
  }

  /** How many were due and were never sent. */
  public long unsent() {
    return recorder.unsent();
  }
}
