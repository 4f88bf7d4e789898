package io.kvasir.edge.telemetry;

import io.kvasir.service.BucketService;
import io.kvasir.service.ClusterService;
import io.kvasir.service.ClusterStatus.Member;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/**
 * What a node knows of its cluster now.
 *
 * <pre>
 * kvasir_members             nodes of the cluster
 * kvasir_members_reachable   those that this one hears of, itself included
 * kvasir_partitions          parts of the key space
 * kvasir_partitions_owned    those that this node owns; vordb_partitions_owned is the same
 * kvasir_removed             1 when this node was removed from its cluster, else 0
 * kvasir_buckets             buckets that can be used
 * </pre>
 */
public final class ClusterGauges {
  private ClusterGauges() {}

  public static void register(
      MeterRegistry registry, ClusterService cluster, BucketService buckets) {
    gauge(registry, "kvasir.members", cluster, now -> now.members().size());
    gauge(
        registry,
        "kvasir.members.reachable",
        cluster,
        now -> now.members().stream().filter(Member::reachable).count());
    gauge(registry, "kvasir.partitions", cluster, now -> now.owners().size());
    gauge(registry, "kvasir.partitions.owned", cluster, ClusterGauges::owned);
    gauge(registry, "vordb.partitions.owned", cluster, ClusterGauges::owned);
    gauge(registry, "kvasir.removed", cluster, now -> now.isRemoved() ? 1 : 0);
    gauge(registry, "kvasir.buckets", buckets, now -> now.list().size());
  }

  private static double owned(ClusterService cluster) {
    return cluster.members().stream().filter(Member::self).mapToInt(Member::partitions).sum();
  }

  private static <T> void gauge(
      MeterRegistry registry, String name, T source, ToDoubleFunction<T> value) {
    Gauge.builder(name, source, value).strongReference(true).register(registry);
  }
}
