package io.kvasir.edge.cli.command;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers and times among the options of the load generator. */
final class BenchNumbers {
  private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
  private static final double LEAST_RATE = 0.001;
  private static final double MOST_RATE = 10_000_000;
  private static final double THETA = 0.99;

  private final Arguments arguments;

  BenchNumbers(Arguments arguments) {
    this.arguments = arguments;
  }

  long whole(String option, long usual, long least, long most) throws Failed {
    String said = arguments.option(option).orElse(Long.toString(usual));
    if (said.matches("\\d{1,18}")) {
      long number = Long.parseLong(said);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw wrong("%s is a number from %d to %d".formatted(option, least, most));
  }

  long seed() throws Failed {
    return whole("--seed", 1, 0, Long.MAX_VALUE);
  }

  /** Operations per second; 0 when it is not said. */
  double rate() throws Failed {
    Optional<String> said = arguments.option("--rate");
    if (said.isEmpty()) {
      return 0;
    }
    double rate = decimal(said.get());
    if (rate >= LEAST_RATE && rate <= MOST_RATE) {
      return rate;
    }
    throw wrong("--rate is a number of operations per second");
  }

  double theta() throws Failed {
    Optional<String> said = arguments.option("--theta");
    double theta = said.isEmpty() ? THETA : decimal(said.get());
    if (theta > 0 && theta < 1) {
      return theta;
    }
    throw wrong("--theta is above 0 and below 1");
  }

  private static double decimal(String text) {
    return text.matches("\\d{1,9}(\\.\\d{1,9})?") ? Double.parseDouble(text) : -1;
  }

  Duration positiveTime(String option, String usual) throws Failed {
    Duration time = time(option, usual);
    if (time.isZero()) {
      throw wrong(option + " must be longer than nothing");
    }
    return time;
  }

  Duration time(String option, String usual) throws Failed {
    Matcher said = TIME.matcher(arguments.option(option).orElse(usual));
    if (!said.matches()) {
      throw wrong(option + " is a time as 500ms, 10s or 5m");
    }
    long amount = Long.parseLong(said.group(1));
    Duration time =
        switch (said.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofHours(amount);
        };
    if (time.compareTo(Duration.ofDays(7)) > 0) {
      throw wrong(option + " is a week at most");
    }
    return time;
  }

  Optional<String> quorum(String option) throws Failed {
    Optional<String> said = arguments.option(option);
    if (said.isPresent() && !said.get().matches("[1-9]\\d?|majority|all")) {
      throw wrong(option + " is a number, majority or all");
    }
    return said;
  }

  private static Failed wrong(String message) {
    return new Failed(ExitCode.USAGE, message);
  }
}
