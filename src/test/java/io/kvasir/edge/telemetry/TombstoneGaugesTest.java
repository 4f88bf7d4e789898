package io.kvasir.edge.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.node.NodeId;
import io.kvasir.engine.BurialView;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Who blocks, as Prometheus sees it. */
@SuppressWarnings("deprecation")
class TombstoneGaugesTest {
  private static final BurialView NOBODY = new BurialView(0, new TreeSet<>());

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicReference<BurialView> view = new AtomicReference<>(NOBODY);
  private final TombstoneGauges gauges = new TombstoneGauges(registry, view::get);

  @Test
  void namesWhoBlocksForAsLongAsHeDoes() {
    view.set(new BurialView(7, new TreeSet<>(List.of(new NodeId("b")))));
    gauges.follow();

    assertThat(registry.scrape())
        .contains("kvasir_tombstones_candidates 7.0", "kvasir_tombstones_blocked{peer=\"b\",} 1.0");

    view.set(NOBODY);
    gauges.follow();

    assertThat(registry.scrape())
        .contains("kvasir_tombstones_candidates 0.0")
        .doesNotContain("peer=");
  }
}
