package io.kvasir.edge.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report as rows, for people. */
public final class ReportTable {
  private static final double MICROS_PER_MILLI = 1_000;

  private ReportTable() {}

  /** What the columns of {@link #rows} are. */
  public static List<String> columns() {
    return List.of(
        "operation",
        "count",
        "per second",
        "misses",
        "mean ms",
        "p50",
        "p90",
        "p99",
        "p99.9",
        "max");
  }

  public static List<List<String>> rows(Report report) {
    List<Report.Line> lines = new ArrayList<>(report.lines());
    if (lines.size() != 1) {
      lines.add(report.total());
    }
    return lines.stream().map(line -> row(report, line)).toList();
  }

  private static List<String> row(Report report, Report.Line line) {
    boolean any = line.operations() > 0;
    List<String> cells = new ArrayList<>();
    cells.add(line.name());
    cells.add(Long.toString(line.operations()));
    cells.add(String.format(Locale.ROOT, "%.1f", report.perSecond(line.operations())));
    cells.add(Long.toString(line.misses()));
    cells.add(any ? millis(line.latencies().getMean()) : "-");
    for (double percent : new double[] {50, 90, 99, 99.9, 100}) {
      cells.add(any ? millis((double) line.latencies().getValueAtPercentile(percent)) : "-");
    }
    return cells;
  }

  private static String millis(double micros) {
    return String.format(Locale.ROOT, "%.3f", micros / MICROS_PER_MILLI);
  }

  /** What columns {@link #errors} has. */
  public static List<String> errorColumns() {
    return List.of("error", "count");
  }

  /** Errors by kind, and what was due and never sent; empty when there was nothing of it. */
  public static List<List<String>> errors(Report report) {
    List<List<String>> rows = new ArrayList<>();
    report.errors().forEach((kind, count) -> rows.add(List.of(kind, Long.toString(count))));
    if (report.unsent() > 0) {
      rows.add(List.of("unsent", Long.toString(report.unsent())));
    }
    return rows;
  }
}
