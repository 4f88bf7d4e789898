package io.kvasir.edge.cli.bench;

import java.util.List;
import java.util.OptionalDouble;

/** One chart of a plot: axes, their names, and curves over time with a legend above them. */
final class Panel {
  static final int LEFT = 80;
  static final int WIDTH = 840;
  static final int HEIGHT = 200;

  private static final int SMALL = 12;
  private static final int LEGEND = 115;
  private static final int SWATCH = 22;
  private static final int GAP = 8;
  private static final String LONE = "m-4 0l8 0 ";
  private static final String GRID = "#dddddd";
  private static final String FRAME = "#666666";

  private final Svg svg;
  private final int top;
  private final Axis across;
  private final Axis upwards;
  private double legend = LEFT + WIDTH;

  /** A value at a time; empty where there is none, which leaves a gap. */
  record Point(double at, OptionalDouble value) {}

  /**
   * Draws the axes.
   *
   * @param name of what is shown, and its unit
   */
  Panel(Svg svg, int top, String name, Axis across, Axis upwards) {
    this.svg = svg;
    this.top = top;
    this.across = across;
    this.upwards = upwards;
    for (double tick : upwards.ticks()) {
      double y = y(tick);
      svg.path(line(LEFT, y, LEFT + WIDTH, y), GRID, 1);
      svg.text(LEFT - GAP, y + 4, "end", SMALL, Axis.name(tick));
    }
    for (double tick : across.ticks()) {
      double x = x(tick);
      svg.path(line(x, top, x, top + HEIGHT + 4), GRID, 1);
      svg.text(x, top + HEIGHT + 2 * GAP, "middle", SMALL, Axis.name(tick));
    }
    svg.rectangle(LEFT, top, WIDTH, HEIGHT, "none", FRAME);
    svg.text(LEFT, top - GAP, "start", SMALL, name);
  }

  private double x(double value) {
    return LEFT + WIDTH * across.place(value);
  }

  private double y(double value) {
    return top + HEIGHT * (1 - Math.clamp(upwards.place(value), 0, 1));
  }

  private static String line(double x1, double y1, double x2, double y2) {
    return "M" + point(x1, y1) + " L" + point(x2, y2);
  }

  private static String point(double x, double y) {
    return Svg.number(x) + " " + Svg.number(y);
  }

  /** Draws a curve, and its name to the left of those that were drawn before. */
  void curve(String name, String colour, List<Point> points) {
    StringBuilder path = new StringBuilder();
    for (int at = 0; at < points.size(); at++) {
      OptionalDouble value = points.get(at).value();
      if (value.isPresent()) {
        boolean begins = !isThere(points, at - 1);
        boolean alone = begins && !isThere(points, at + 1);
        path.append(begins ? "M" : "L")
            .append(point(x(points.get(at).at()), y(value.getAsDouble())))
            .append(alone ? LONE : " ");
      }
    }
    if (!path.isEmpty()) {
      svg.path(path.toString().strip(), colour, 2);
    }
    legend -= LEGEND;
    double y = top - GAP - 4;
    svg.path(line(legend, y, legend + SWATCH, y), colour, 2);
    svg.text(legend + SWATCH + 6, y + 4, "start", SMALL, name);
  }

  private static boolean isThere(List<Point> points, int at) {
    return at >= 0 && at < points.size() && points.get(at).value().isPresent();
  }
}
