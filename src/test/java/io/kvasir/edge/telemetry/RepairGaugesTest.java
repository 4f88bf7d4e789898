package io.kvasir.edge.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.node.NodeId;
import io.kvasir.service.RepairStatus;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Divergence and hints as Prometheus sees them. */
@SuppressWarnings("deprecation")
class RepairGaugesTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicReference<RepairStatus> status =
      new AtomicReference<>(new RepairStatus(0, OptionalLong.empty(), 0, List.of()));
  private final RepairGauges gauges = new RepairGauges(registry, status::get);

  @Test
  void tellsOfWhatDiffersNow() {
    assertThat(registry.scrape())
        .contains("kvasir_repair_outstanding 0.0", "kvasir_repair_divergence_seconds 0.0");

    status.set(new RepairStatus(7, OptionalLong.of(90_500), 3, List.of()));

    assertThat(registry.scrape())
        .contains(
            "kvasir_repair_outstanding 7.0",
            "kvasir_repair_divergence_seconds 90.5",
            "kvasir_repair_unfilled_partitions 3.0");
  }

  @Test
  void hintsOfAPeerBeginAndEnd() {
    RepairStatus.Hints hints = new RepairStatus.Hints(new NodeId("b"), 3, 4_096, 2_500);
    status.set(new RepairStatus(0, OptionalLong.empty(), 0, List.of(hints)));
    gauges.follow();

    assertThat(registry.scrape())
        .contains(
            "kvasir_hints_records{peer=\"b\",} 3.0",
            "kvasir_hints_bytes{peer=\"b\",} 4096.0",
            "kvasir_hints_age_seconds{peer=\"b\",} 2.5");

    status.set(new RepairStatus(0, OptionalLong.empty(), 0, List.of()));
    gauges.follow();

    assertThat(registry.scrape()).doesNotContain("peer=");
  }
}
