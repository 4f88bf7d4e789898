package io.kvasir.edge.telemetry;

import io.kvasir.service.RepairStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * How far a node's replicas are from equal to others now.
 *
 * <pre>
 * kvasir_repair_outstanding           comparisons there is a reason for, not ended well yet
 * kvasir_repair_divergence_seconds    since the oldest difference was found that is still there; 0
 *                                     without one
 * kvasir_repair_unfilled_partitions   in which this node has no vote until it got back what a lost
 *                                     disk held
 * kvasir_hints_records{peer}          deltas that a peer lacks and this node keeps for it
 * kvasir_hints_bytes{peer}            about how much they are
 * kvasir_hints_age_seconds{peer}      since the oldest of them was made
 * </pre>
 */
public final class RepairGauges {
  private final Supplier<RepairStatus> status;
  private final MultiGauge records;
  private final MultiGauge bytes;
  private final MultiGauge ages;

  /**
   * @param status cheap, and of any thread
   */
  public RepairGauges(MeterRegistry registry, Supplier<RepairStatus> status) {
    this.status = status;
    this.records = MultiGauge.builder("kvasir.hints.records").register(registry);
    this.bytes = MultiGauge.builder("kvasir.hints.bytes").register(registry);
    this.ages = MultiGauge.builder("kvasir.hints.age.seconds").register(registry);
    gauge(registry, "outstanding", RepairStatus::outstanding);
    gauge(registry, "unfilled.partitions", RepairStatus::unfilled);
    gauge(registry, "divergence.seconds", now -> now.divergentMillis().orElse(0) / 1_000.0);
  }

  private void gauge(MeterRegistry registry, String name, ToDoubleFunction<RepairStatus> value) {
    Gauge.builder("kvasir.repair." + name, () -> value.applyAsDouble(status.get()))
        .register(registry);
  }

  /** Begins and ends series as peers come to lack something; to be called every few seconds. */
  public void follow() {
    List<RepairStatus.Hints> hints = status.get().hints();
    records.register(rows(hints, RepairStatus.Hints::records), true);
    bytes.register(rows(hints, RepairStatus.Hints::bytes), true);
    ages.register(rows(hints, each -> each.ageMillis() / 1_000.0), true);
  }

  private static List<MultiGauge.Row<?>> rows(
      List<RepairStatus.Hints> hints, ToDoubleFunction<RepairStatus.Hints> value) {
    return hints.stream()
        .<MultiGauge.Row<?>>map(
            each ->
                MultiGauge.Row.of(Tags.of("peer", each.peer().value()), value.applyAsDouble(each)))
        .toList();
  }
}
