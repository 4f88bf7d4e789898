package io.kvasir.edge.telemetry;

import io.kvasir.core.node.NodeId;
import io.kvasir.engine.BurialView;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.Supplier;

/**
 * What keeps the remains of deleted keys at a node.
 *
 * <pre>
 * kvasir_tombstones_candidates       deleted keys that the last search found and that had to stay
 * kvasir_tombstones_blocked{peer}    1 while a node is why: it did not answer, or owes deltas
 * </pre>
 */
public final class TombstoneGauges {
  private final Supplier<BurialView> view;
  private final MultiGauge blocked;

  /**
   * @param view cheap, and of any thread
   */
  public TombstoneGauges(MeterRegistry registry, Supplier<BurialView> view) {
    this.view = view;
    this.blocked = MultiGauge.builder("kvasir.tombstones.blocked").register(registry);
    Gauge.builder("kvasir.tombstones.candidates", () -> view.get().candidates()).register(registry);
  }

  /** Begins and ends series as nodes block and cease to; to be called every few seconds. */
  public void follow() {
    List<MultiGauge.Row<?>> rows =
        view.get().blocking().stream().<MultiGauge.Row<?>>map(TombstoneGauges::row).toList();
    blocked.register(rows, true);
  }

  private static MultiGauge.Row<?> row(NodeId peer) {
    return MultiGauge.Row.of(Tags.of("peer", peer.value()), 1);
  }
}
