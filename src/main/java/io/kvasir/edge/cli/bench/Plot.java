package io.kvasir.edge.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * The course of a load as an SVG document of two panels over time: throughput, with what failed,
 * and below it percentiles of latency, logarithmically.
 */
public final class Plot {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 590;
  private static final int FIRST = 90;
  private static final int SECOND = 350;
  private static final int LABEL_CHARACTERS = 90;
  private static final double MICROS_PER_MILLI = 1_000;
  private static final double LEAST_PART = 0.5;

  private static final String BLUE = "#0072b2";
  private static final String GREEN = "#009e73";
  private static final String ORANGE = "#e69f00";
  private static final String RED = "#d55e00";
  private static final String GREY = "#777777";

  private final Report report;
  private final List<Timeline.Interval> intervals;
  private final long interval;
  private final Axis time;

  private Plot(Report report) {
    Timeline timeline = report.recorder().timeline();
    this.report = report;
    this.interval = timeline.seconds();
    this.intervals = shown(timeline.intervals());
    this.time = Axis.until(end(intervals.size()));
  }

  /** All but the last one, if of that less than half was measured. */
  private List<Timeline.Interval> shown(List<Timeline.Interval> all) {
    int last = all.size() - 1;
    boolean part = last > 0 && report.seconds() - last * interval < LEAST_PART * interval;
    return part ? all.subList(0, last) : all;
  }

  /** When the first so many intervals end, or the last of them was broken off. */
  private double end(int number) {
    double whole = (double) number * interval;
    return report.seconds() > 0
        ? Math.min(whole, report.seconds())
        : Math.max(whole, (double) interval);
  }

  public static String of(Report report) {
    return new Plot(report).draw();
  }

  private String draw() {
    Svg svg = new Svg(WIDTH, HEIGHT, title() + ", " + details());
    svg.text(Panel.LEFT, 28, "start", 18, title());
    svg.text(Panel.LEFT, 50, "start", 13, details());
    throughput(svg);
    latencies(svg);
    svg.text(
        Panel.LEFT + Panel.WIDTH / 2.0,
        HEIGHT - 8,
        "middle",
        12,
        "seconds since the end of the warm-up");
    return svg.end();
  }

  private String title() {
    Plan plan = report.plan();
    String what = plan.shape().recipe().word() + " over " + plan.target().word();
    if (plan.label().isEmpty()) {
      return what;
    }
    String label = plan.label();
    if (label.codePointCount(0, label.length()) > LABEL_CHARACTERS) {
      label = label.substring(0, label.offsetByCodePoints(0, LABEL_CHARACTERS)) + "…";
    }
    return label + ": " + what;
  }

  private String details() {
    Plan plan = report.plan();
    String loop = plan.isOpen() ? "open loop of " + Axis.name(plan.rate()) + "/s" : "closed loop";
    String places = plan.inFlight() == 1 ? "" : " of " + plan.inFlight() + " requests";
    return String.format(
        Locale.ROOT,
        "%s, %d connections%s; %d operations, %.1f/s, %d errors",
        loop,
        plan.connections(),
        places,
        report.succeeded(),
        report.perSecond(report.succeeded()),
        report.failed());
  }

  private void throughput(Svg svg) {
    double most = Math.max(1, report.plan().rate());
    for (int at = 0; at < intervals.size(); at++) {
      Timeline.Interval one = intervals.get(at);
      double busiest = (double) Math.max(one.operations(), one.errors());
      most = Math.max(most, busiest / length(at));
    }
    Panel panel = new Panel(svg, FIRST, "per second", time, Axis.linear(most));
    if (report.plan().isOpen()) {
      panel.curve("asked for", GREY, flat(report.plan().rate()));
    }
    panel.curve("errors", RED, rates(Timeline.Interval::errors));
    panel.curve("operations", BLUE, rates(Timeline.Interval::operations));
  }

  private double length(int at) {
    return end(at + 1) - at * interval;
  }

  private List<Panel.Point> rates(ToDoubleFunction<Timeline.Interval> count) {
    List<Panel.Point> points = new ArrayList<>();
    for (int at = 0; at < intervals.size(); at++) {
      double perSecond = count.applyAsDouble(intervals.get(at)) / length(at);
      points.add(new Panel.Point(middle(at), OptionalDouble.of(perSecond)));
    }
    return points;
  }

  private double middle(int at) {
    return at * interval + length(at) / 2;
  }

  private List<Panel.Point> flat(double value) {
    return List.of(
        new Panel.Point(0, OptionalDouble.of(value)),
        new Panel.Point(end(intervals.size()), OptionalDouble.of(value)));
  }

  private void latencies(Svg svg) {
    List<Timeline.Interval> some = intervals.stream().filter(one -> one.operations() > 0).toList();
    double least = some.stream().mapToDouble(one -> millis(one.percentile(50))).min().orElse(0.1);
    double most = some.stream().mapToDouble(one -> millis(one.max())).max().orElse(10);
    Panel panel = new Panel(svg, SECOND, "latency in ms", time, Axis.logarithmic(least, most));
    panel.curve("max", GREY, times(Timeline.Interval::max));
    panel.curve("p99", RED, times(one -> one.percentile(99)));
    panel.curve("p90", ORANGE, times(one -> one.percentile(90)));
    panel.curve("p50", GREEN, times(one -> one.percentile(50)));
  }

  private static double millis(long micros) {
    return micros / MICROS_PER_MILLI;
  }

  private List<Panel.Point> times(ToDoubleFunction<Timeline.Interval> micros) {
    List<Panel.Point> points = new ArrayList<>();
    for (int at = 0; at < intervals.size(); at++) {
      Timeline.Interval one = intervals.get(at);
      double millis = micros.applyAsDouble(one) / MICROS_PER_MILLI;
      boolean any = one.operations() > 0;
      points.add(
          new Panel.Point(middle(at), any ? OptionalDouble.of(millis) : OptionalDouble.empty()));
    }
    return points;
  }
}
