package io.kvasir.edge.cli.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How far something is, on one line of a terminal that is written anew a few times a second;
 * nothing where no terminal shows it. Any thread may report.
 */
final class Progress implements AutoCloseable {
  private static final Path ERRORS = Path.of("/proc/self/fd/2");
  private static final long INTERVAL_NANOS = 200_000_000;
  private static final double NANOS = 1e9;
  private static final int WIDTH = 24;
  private static final int HUNDRED = 100;
  private static final String ANEW = "\r\u001b[K";

  /** What is counted. */
  enum Unit {
    KEYS,
    BYTES,
    OPERATIONS
  }

  private final PrintStream err;
  private final boolean shown;
  private final Unit unit;
  private final LongSupplier clock;
  private final long begun;
  private long total;
  private long done;
  private long last;
  private double share = -1;
  private String what = "";

  /**
   * @param shown whether a terminal shows {@code err}
   * @param clock nanoseconds
   */
  Progress(PrintStream err, boolean shown, Unit unit, LongSupplier clock) {
    this.err = err;
    this.shown = shown;
    this.unit = unit;
    this.clock = clock;
    this.begun = clock.getAsLong();
    this.last = begun - INTERVAL_NANOS;
  }

  static Progress of(PrintStream err, Unit unit) {
    return new Progress(err, isTerminal(ERRORS), unit, System::nanoTime);
  }

  /** Whether a file of this process is a terminal. */
  static boolean isTerminal(Path file) {
    try {
      String target = Files.readSymbolicLink(file).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** How much there will be; 0 when that is not known. */
  synchronized void expect(long all) {
    total = all;
  }

  /** What is being worked at. */
  synchronized void at(String name) {
    what = name;
    show(false);
  }

  synchronized void add(long more) {
    done += more;
    show(false);
  }

  /**
   * Shows a state that is counted elsewhere.
   *
   * @param part which part of it is over, 0 to 1
   */
  synchronized void set(String name, double part, long all) {
    what = name;
    done = all;
    share = part;
    show(false);
  }

  synchronized long done() {
    return done;
  }

  private void show(boolean always) {
    long now = clock.getAsLong();
    if (shown && (always || now - last >= INTERVAL_NANOS)) {
      last = now;
      err.print(ANEW + Plain.oneLine(line(now)));
      err.flush();
    }
  }

  private String line(long now) {
    double seconds = Math.max(1e-9, (now - begun) / NANOS);
    String rate = amount((long) (done / seconds)) + "/s";
    double part = total > 0 ? Math.min(1.0, (double) done / total) : share;
    String bar = part >= 0 ? bar(part) : "";
    return "%s%s  %s  %s".formatted(bar, amount(done), rate, what).strip();
  }

  private static String bar(double share) {
    int full = (int) (share * WIDTH);
    return "[%s%s] %3d %%  "
        .formatted("#".repeat(full), ".".repeat(WIDTH - full), (int) (share * HUNDRED));
  }

  private String amount(long count) {
    return switch (unit) {
      case KEYS -> count + " keys";
      case BYTES -> bytes(count);
      case OPERATIONS -> count + " operations";
    };
  }

  /** A number of bytes for people. */
  static String bytes(long count) {
    double value = count;
    for (String suffix : new String[] {"B", "KiB", "MiB"}) {
      if (value < 1_024) {
        return String.format(
            Locale.ROOT, suffix.equals("B") ? "%.0f %s" : "%.1f %s", value, suffix);
      }
      value /= 1_024;
    }
    return String.format(Locale.ROOT, "%.2f GiB", value);
  }

  /** Writes the last state, and ends the line. */
  @Override
  public synchronized void close() {
    if (shown) {
      show(true);
      err.print('\n');
      err.flush();
    }
  }
}
