package io.kvasir.sim;

import java.util.function.Supplier;

/** What happened in a run, as a hash; two runs of one seed must have the same. */
final class Trace {
  private final Appendix appendix;
  private long hash = 1;

  /** Where the text of a run goes, if anybody wants it. */
  interface Appendix {
    Appendix NONE = line -> {};

    void add(String line);
  }

  Trace(Appendix appendix) {
    this.appendix = appendix;
  }

  long hash() {
    return hash;
  }

  /** Hashes the moment and the label; with an appendix also the detail, which is costly. */
  void add(long at, String label, Supplier<String> detail) {
    mix(at);
    mix(label.hashCode());
    if (!appendix.equals(Appendix.NONE)) {
      String line = "%12.6f %s %s".formatted(at / 1e6, label, detail.get());
      mix(line.hashCode());
      appendix.add(line);
    }
  }

  private void mix(long value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15L;
    hash ^= hash >>> 32;
  }
}
