package io.kvasir.engine;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.Tick;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.port.PartitionStore.Due;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Reclaims what has ended in the partitions of one loop, by turns and for ever: by the causal
 * removal of what is seen here, which every replica comes to by itself, once it has heard from the
 * others that nobody gave the key more time ({@link EndSurvey}). One page of one partition at a
 * time.
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
  private final EndSurveys surveys;
  private final Supplier<Topology> topology;
  private final AgreedClock clock;
  private List<PartitionId> partitions = List.of();
  private Tick lastTick;
  private int next;
  private int rounds;
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
      EndSurveys surveys,
      Supplier<Topology> topology,
      AgreedClock clock) {
    this.config = config;
    this.surveys = surveys;
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
      rounds++;
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

  /** Another one first in each round, lest one that must wait holds up the rest. */
  private List<BucketId> buckets() {
    List<BucketId> buckets =
        new ArrayList<>(
            topology.get().buckets().live().stream()
                .filter(Pairings::isConvergent)
                .map(CatalogueEntry::id)
                .toList());
    Collections.rotate(buckets, rounds);
    return buckets;
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

  /** All of a bucket together; what others must be asked about stays when they do not say. */
  private void reclaim(PartitionId partition, List<Due> due, long until, boolean more) {
    allowance -= due.size();
    TreeMap<BucketId, List<Due>> buckets = new TreeMap<>();
    due.forEach(
        each ->
            buckets.computeIfAbsent(each.entry().bucket(), bucket -> new ArrayList<>()).add(each));
    Page page = new Page(due.size(), more);
    buckets.forEach((bucket, ends) -> reclaim(partition, bucket, ends, until, page));
  }

  /** What is being reclaimed; the sweep goes on when all of it has come to an end. */
  private final class Page {
    private int missing;
    private boolean more;

    Page(int size, boolean more) {
      this.missing = size;
      this.more = more;
    }

    /** These stay for now; what is behind them is looked at in another round. */
    void left(int count) {
      more = false;
      over(count);
    }

    void over(int count) {
      missing -= count;
      if (missing == 0) {
        next -= more ? 1 : 0;
        looks += more ? 1 : 0;
        again = more;
        passOn();
      }
    }
  }

  private void reclaim(PartitionId partition, BucketId id, List<Due> due, long until, Page page) {
    Optional<CatalogueEntry> bucket = topology.get().buckets().live(id.name());
    if (bucket.isEmpty()) {
      page.over(due.size());
      return;
    }
    BucketSpec spec = bucket.get().spec();
    boolean isSaidApart = spec.type() != DataType.LWW_REGISTER;
    Map<Boolean, List<Due>> kinds =
        due.stream()
            .collect(
                Collectors.partitioningBy(each -> isSaidApart && each.end().member().isEmpty()));
    kinds
        .getOrDefault(false, List.of())
        .forEach(each -> reclaim(partition, each, spec.type(), Expiry.NONE, until, page));
    List<Due> keys = kinds.getOrDefault(true, List.of());
    if (!keys.isEmpty()) {
      surveys.begin(
          partition,
          spec,
          keys.stream().map(Due::entry).toList(),
          known -> {
            for (int i = 0; i < keys.size(); i++) {
              reclaim(partition, keys.get(i), spec.type(), known.get(i), until, page);
            }
          },
          () -> page.left(keys.size()));
    }
  }

  private void reclaim(
      PartitionId partition, Due due, DataType type, Expiry elsewhere, long until, Page page) {
    replica.reclaim(
        partition,
        due.entry(),
        type,
        due.end(),
        elsewhere,
        until,
        Merger.of(
            changed -> {
              if (changed) {
                on.observe(new ReplicationObservation.Reclaimed());
              }
              page.over(1);
            },
            refusal -> page.over(1)));
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
