package io.kvasir.edge.cli.bench;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The percentiles that are told, by their names in results. */
final class Percentiles {
  static final Map<String, Double> BY_NAME = byName();

  private Percentiles() {}

  private static Map<String, Double> byName() {
    Map<String, Double> all = new LinkedHashMap<>();
    all.put("p50", 50.0);
    all.put("p75", 75.0);
    all.put("p90", 90.0);
    all.put("p95", 95.0);
    all.put("p99", 99.0);
    all.put("p99_9", 99.9);
    all.put("p99_99", 99.99);
    return Collections.unmodifiableMap(all);
  }
}
