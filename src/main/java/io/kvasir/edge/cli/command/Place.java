package io.kvasir.edge.cli.command;

import java.util.Optional;

/** A key in a bucket. */
public record Place(String bucket, String key) {
  public static final String REGISTERS = "__default_lww__";
  public static final String SETS = "__default_set__";
  public static final String COUNTERS = "__default_counter__";
  public static final String LINEARIZABLE = "__default_linearizable__";

  /**
   * Reads {@code bucket/key}, parted at the first slash; the whole is the key where a bucket was
   * chosen, or where there is no slash.
   */
  static Place parse(String text, Optional<String> chosen, String otherwise) {
    int slash = text.indexOf('/');
    if (chosen.isPresent()) {
      return new Place(chosen.get(), text);
    }
    return slash < 1
        ? new Place(otherwise, text)
        : new Place(text.substring(0, slash), text.substring(slash + 1));
  }
}
