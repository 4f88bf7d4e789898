package io.kvasir.edge.cli.bench.protocol;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What reads are asked to guarantee. */
public enum Consistency {
  LINEARIZABLE,
  SESSION,
  STALE;

  public static Optional<Consistency> named(String word) {
    return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
