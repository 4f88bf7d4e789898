package io.kvasir.engine;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.port.Observer;
import java.util.Optional;
import java.util.function.Supplier;

/** Keeps out what may show again what was dropped here. */
final class Fence {
  private final Graves graves;
  private final Supplier<Topology> topology;
  private final Observer observer;

  Fence(Graves graves, Supplier<Topology> topology, Observer observer) {
    this.graves = graves;
    this.topology = topology;
    this.observer = observer;
  }

  /** Whether what was read then may show again what was dropped since. */
  boolean isPast(PartitionId partition, EntryKey entry, long asOf) {
    boolean past =
        replicas(entry).filter(count -> graves.isPast(partition, count, asOf)).isPresent();
    if (past) {
      observer.onReplication(new ReplicationObservation.StaleRefused());
    }
    return past;
  }

  /**
   * The stamp of what was dropped here, when a register's write lies no higher. Who came since,
   * with an empty disk, knows nothing of it, and a replica that has not dropped it would undo the
   * write.
   */
  Optional<HybridTimestamp> floorOver(PartitionId partition, EntryKey entry, Slice delta) {
    if (!(delta.state() instanceof LwwRegister register)) {
      return Optional.empty();
    }
    return replicas(entry)
        .map(count -> graves.of(partition, count).floor())
        .filter(floor -> !floor.equals(HybridTimestamp.ZERO))
        .filter(floor -> !register.stamp().isAfter(floor));
  }

  private Optional<Integer> replicas(EntryKey entry) {
    CatalogueEntry bucket = topology.get().buckets().entries().get(entry.bucket().name());
    return Optional.ofNullable(bucket).map(live -> live.spec().replicas());
  }
}
