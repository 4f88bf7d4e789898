package io.kvasir.boot;

import io.kvasir.edge.http.guard.GuardStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/**
 * HTTP connections that ended because their clients were too slow, as metrics: {@code
 * kvasir_http_connections_ended_total{reason}}.
 */
final class GuardMetrics {
  private GuardMetrics() {}

  static void register(MeterRegistry registry, GuardStatistics statistics) {
    for (GuardStatistics.Reason reason : GuardStatistics.Reason.values()) {
      FunctionCounter.builder(
              "kvasir.http.connections.ended", statistics, from -> from.ended(reason))
          .tag("reason", reason.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }
}
