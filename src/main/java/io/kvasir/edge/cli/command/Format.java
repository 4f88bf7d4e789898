package io.kvasir.edge.cli.command;

import java.util.Locale;
import java.util.Optional;

/** How answers are shown. */
public enum Format {
  /** For people: values as text, lists by line, tables with a head. */
  TABLE,
  /** For programs: what the server said, one document per line. */
  JSON,
  /** For pipelines: values byte by byte, tables with tabs and without a head. */
  RAW;

  public static Optional<Format> named(String name) {
    for (Format format : values()) {
      if (format.word().equals(name)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
