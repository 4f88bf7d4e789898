package io.kvasir.engine;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.replication.Refusal;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.core.time.Tick;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.port.PartitionStore.Due;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reclaims what has ended in the partitions of one loop, by turns and for ever: by the causal
 * removal of what is seen here, which every replica comes to by itself. One page of one partition
 * at a time.
 */
final class Sweep {
  private static final int PAGE = 128;

  /** So many that wait are counted of one partition. */
  private static final int COUNTED = 1_024;

  /** How many partitions are looked at per tick; those that have more are looked at again. */
  private static final int PARTITIONS_PER_TICK = 2;

  private final SweepConfig config;
  private final LoopPorts on;
  private final LocalReplica replica;
  private final Supplier<Topology> topology;
  private final AgreedClock clock;
  private List<PartitionId> partitions = List.of();
  private Tick lastTick;
  private int next;
  private int looks;
  private double allowance;
  private long oldest;
  private int waiting;
  private boolean again;
  private boolean busy;

  Sweep(
      SweepConfig config,
      LoopPorts on,
      LocalReplica replica,
      Supplier<Topology> topology,
      AgreedClock clock) {
    this.config = config;
    this.on = on;
    this.replica = replica;
    this.topology = topology;
    this.clock = clock;
    this.lastTick = on.ports().timers().now();
  }

  /** Time goes by; the loop's partitions are as given. */
  void tick(List<PartitionId> own) {
    Tick now = on.ports().timers().now();
    double earned = lastTick.millisUntil(now) * config.keysPerSecondPerLoop() / 1_000.0;
    allowance = Math.min(config.keysPerSecondPerLoop(), allowance + Math.max(0, earned));
    lastTick = now;
    partitions = own;
    looks = PARTITIONS_PER_TICK;
    proceed();
  }

  private void proceed() {
    if (busy || looks <= 0 || allowance < 1 || partitions.isEmpty()) {
      return;
    }
    looks--;
    busy = true;
    if (next >= partitions.size()) {
      next = 0;
      on.observe(new ReplicationObservation.Swept(oldest, waiting));
      oldest = 0;
      waiting = 0;
    }
    PartitionId partition = partitions.get(next);
    long until = Math.max(0, clock.millis() - config.graceMillis());
    int limit = (int) Math.min(PAGE, allowance);
    on.ports()
        .store()
        .loadDue(
            partition,
            buckets(),
            until,
            COUNTED,
            on.then(due -> found(partition, due, until, limit), this::skip));
  }

  private List<BucketId> buckets() {
    return topology.get().buckets().live().stream()
        .filter(Pairings::isConvergent)
        .map(CatalogueEntry::id)
        .toList();
  }

  /** A partition that is looked at again was counted before. */
  private void found(PartitionId partition, List<Due> due, long until, int limit) {
    waiting += again ? 0 : due.size();
    again = false;
    for (Due each : due) {
      oldest = Math.max(oldest, until - each.end().millis());
    }
    if (due.isEmpty()) {
      passOn();
    } else {
      reclaim(partition, due.subList(0, Math.min(limit, due.size())), until, due.size() > limit);
    }
  }

  private void reclaim(PartitionId partition, List<Due> due, long until, boolean more) {
    allowance -= due.size();
    int[] missing = {due.size()};
    Runnable ended =
        () -> {
          if (--missing[0] == 0) {
            next -= more ? 1 : 0;
            looks += more ? 1 : 0;
            again = more;
            passOn();
          }
        };
    due.forEach(each -> reclaim(partition, each, until, ended));
  }

  private void reclaim(PartitionId partition, Due due, long until, Runnable ended) {
    CatalogueEntry bucket = topology.get().buckets().entries().get(due.entry().bucket().name());
    if (bucket == null || bucket.dropped()) {
      ended.run();
      return;
    }
    replica.reclaim(
        partition,
        due.entry(),
        bucket.spec().type(),
        due.end(),
        until,
        new LocalReplica.Merger() {
          @Override
          public void merged(Optional<HybridTimestamp> newer, boolean changed) {
            if (changed) {
              on.observe(new ReplicationObservation.Reclaimed());
            }
            ended.run();
          }

          @Override
          public void notMerged(Optional<Refusal> refusal) {
            ended.run();
          }
        });
  }

  private void skip() {
    again = false;
    passOn();
  }

  private void passOn() {
    busy = false;
    next++;
    proceed();
  }
}
