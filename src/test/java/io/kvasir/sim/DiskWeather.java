package io.kvasir.sim;

/** How one machine's disk behaves just now. */
final class DiskWeather {
  /** Extra time of every sync and every read that misses the cache. */
  long delayMicros;

  /** Whether the next sync fails. */
  boolean syncFails;

  /** How many reads in a hundred fail. */
  int readFaultPercent;

  void clear() {
    delayMicros = 0;
    syncFails = false;
    readFaultPercent = 0;
  }
}
