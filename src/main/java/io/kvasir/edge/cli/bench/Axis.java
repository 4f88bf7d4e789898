package io.kvasir.edge.cli.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.IntStream;

/** One axis of a plot: which values stand where, and which of them are named. */
sealed interface Axis {
  /** About how many steps a linear axis has. */
  int STEPS = 6;

  /** Where a value stands: 0 at the beginning of the axis, 1 at its end. */
  double place(double value);

  /** The values that are named, in their order. */
  List<Double> ticks();

  /** A value's name, of six digits at most. */
  static String name(double value) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(6, RoundingMode.HALF_EVEN));
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /** From 0 to the first tick that is not below a value above 0. */
  static Axis linear(double most) {
    double step = step(most);
    return new Linear(step, Math.ceil(most / step) * step);
  }

  /** From 0 to a value above 0, whether that is a tick or not. */
  static Axis until(double end) {
    return new Linear(step(end), end);
  }

  /** The 1, 2 or 5 times a power of ten that makes about {@link #STEPS} steps. */
  private static double step(double end) {
    double rough = end / STEPS;
    double ten = Math.pow(10, Math.floor(Math.log10(rough)));
    double factor = rough / ten;
    return ten * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
  }

  /** From the power of ten that is not above a value to the next that is not below another. */
  static Axis logarithmic(double least, double most) {
    int from = (int) Math.floor(Math.log10(least));
    return new Logarithmic(from, Math.max(from + 1, (int) Math.ceil(Math.log10(most))));
  }

  /** Equal distances for equal differences. */
  record Linear(double step, double end) implements Axis {
    private static final double ROUNDING = 1e-9;

    @Override
    public double place(double value) {
      return value / end;
    }

    @Override
    public List<Double> ticks() {
      int last = (int) Math.floor(end / step + ROUNDING);
      return IntStream.rangeClosed(0, last).mapToObj(tick -> tick * step).toList();
    }
  }

  /** Equal distances for equal ratios; named are powers of ten, from 10^from to 10^to. */
  record Logarithmic(int from, int to) implements Axis {
    @Override
    public double place(double value) {
      return (Math.log10(value) - from) / (to - from);
    }

    @Override
    public List<Double> ticks() {
      return IntStream.rangeClosed(from, to).mapToObj(ten -> Math.pow(10, ten)).toList();
    }
  }
}
