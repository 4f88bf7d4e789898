package io.kvasir.edge.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.service.WatchEnd;
import io.kvasir.service.WatchKind;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation")
class WatchMetricsTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final WatchMetrics metrics = new WatchMetrics(registry);

  @Test
  void tellsOfStreamsTheirEventsAndTheirEnds() {
    metrics.measure(kind -> kind == WatchKind.CONVERGENT ? 7 : 3, () -> 2, () -> 4_096);

    metrics.onTold(WatchKind.CONVERGENT, 5);
    metrics.onTold(WatchKind.CONVERGENT, 0);
    metrics.onEnded(WatchKind.LINEARIZABLE, WatchEnd.SLOW_CONSUMER);

    assertThat(registry.scrape())
        .contains(
            "kvasir_watch_streams{kind=\"convergent\",} 7.0",
            "kvasir_watch_streams{kind=\"linearizable\",} 3.0",
            "kvasir_watch_feeds 2.0",
            "kvasir_watch_held_bytes 4096.0",
            "kvasir_watch_events_total{kind=\"convergent\",} 5.0",
            "kvasir_watch_events_total{kind=\"linearizable\",} 0.0",
            "kvasir_watch_ended_total{kind=\"linearizable\",reason=\"slow_consumer\",} 1.0",
            "kvasir_watch_ended_total{kind=\"convergent\",reason=\"compacted\",} 0.0");
  }
}
