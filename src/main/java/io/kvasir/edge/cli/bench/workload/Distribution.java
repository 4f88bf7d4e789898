package io.kvasir.edge.cli.bench.workload;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How keys are chosen. */
public enum Distribution {
  UNIFORM,
  ZIPFIAN,
  LATEST,
  SEQUENTIAL;

  public static Optional<Distribution> named(String word) {
    return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @param loop which event loop chooses
   * @param loops how many there are
   */
  KeyChooser chooser(long keys, double theta, Frontier frontier, int loop, int loops) {
    return switch (this) {
      case UNIFORM -> KeyChooser.uniform(keys);
      case ZIPFIAN -> KeyChooser.zipfian(keys, theta);
      case LATEST -> KeyChooser.latest(frontier, theta);
      case SEQUENTIAL -> KeyChooser.sequential(keys, loop, loops);
    };
  }
}
