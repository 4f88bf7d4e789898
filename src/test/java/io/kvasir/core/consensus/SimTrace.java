package io.kvasir.core.consensus;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** What happened in a run, as a hash, and as text for who wants it; one seed, one trace. */
final class SimTrace {
  /** For runs of which nobody reads the text. */
  static final Consumer<String> UNREAD = line -> {};

  private final Consumer<String> reader;
  private long hash = 1;

  SimTrace(Consumer<String> reader) {
    this.reader = reader;
  }

  long hash() {
    return hash;
  }

  void mix(long value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15L;
    hash ^= hash >>> 32;
  }

  /** {@code detail} is only asked for when somebody reads. */
  void add(long at, Supplier<String> detail) {
    if (!reader.equals(UNREAD)) {
      String line = "%10.4f %s".formatted(at / 1e6, detail.get());
      mix(line.hashCode());
      reader.accept(line);
    }
  }
}
