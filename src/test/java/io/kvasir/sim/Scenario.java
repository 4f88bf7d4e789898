package io.kvasir.sim;

import io.kvasir.contract.Founded;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.Outbox;
import io.kvasir.core.ring.Ring;
import io.kvasir.core.topology.Ordinance;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.TopologyCommand;
import io.kvasir.engine.BurialConfig;
import io.kvasir.engine.EngineConfig;
import io.kvasir.engine.HandoffConfig;
import io.kvasir.engine.RepairConfig;
import io.kvasir.engine.SweepConfig;
import io.kvasir.sim.DataWorkload.Quorums;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What kind of run a seed stands for.
 *
 * @param passage what becomes of the last of the nodes
 * @param faults those that may happen in it
 * @param loops how many loops each engine has
 * @param loopCapacity how many tasks wait in one loop at most
 * @param limits of every engine; its node and ring are filled in
 * @param quorums of the buckets that clients write to, one per type of data
 * @param activeMicros how long clients and the nemesis are at work
 * @param clients how many requests are under way at once at most
 */
record Scenario(
    List<NodeId> nodes,
    Passage passage,
    Ring ring,
    EnumSet<Fault> faults,
    int loops,
    int loopCapacity,
    Limits limits,
    SortedMap<DataType, Quorums> quorums,
    long activeMicros,
    int clients) {

  /** How often replicas are compared. */
  static final long COMPARE_MILLIS = 3_000;

  /** So seldom that deltas must reach all replicas without it. */
  private static final long SELDOM_MILLIS = 3_600_000;

  /** So often that keys are dropped between the writes of clients. */
  private static final long BURY_MILLIS = 100;

  /** Of an engine, as in {@link EngineConfig}. */
  record Limits(
      int requestsPerLoop,
      int outboxRecordsPerLoop,
      long tickMillis,
      long compareMillis,
      long buryMillis) {
    /** Of a cluster in which what remains of deleted keys stays. */
    Limits(int requestsPerLoop, int outboxRecordsPerLoop, long tickMillis) {
      this(requestsPerLoop, outboxRecordsPerLoop, tickMillis, COMPARE_MILLIS, SELDOM_MILLIS);
    }

    /** Shorter than it takes a node to hear what it missed while it was away. */
    private static final long SWEEP_GRACE_MILLIS = 200;

    EngineConfig of(NodeId self) {
      return new EngineConfig(
          self,
          requestsPerLoop,
          64L << 20,
          new Outbox.Limits(outboxRecordsPerLoop, 1L << 30, 3_600_000),
          tickMillis,
          HandoffConfig.DEFAULT,
          new RepairConfig(compareMillis, 2, 1L << 20, 40),
          new SweepConfig(SWEEP_GRACE_MILLIS, 1_000),
          new BurialConfig(buryMillis, 1_000));
    }
  }

  static Scenario of(Passage passage, Chance chance) {
    EnumSet<Fault> faults = EnumSet.noneOf(Fault.class);
    int likelihood = chance.pick(List.of(0, 15, 30, 30, 50));
    for (Fault fault : Fault.values()) {
      if (isOf(passage, fault) && chance.percent(likelihood)) {
        faults.add(fault);
      }
    }
    List<NodeId> nodes = names(chance.pick(List.of(3, 3, 3, 4, 5)));
    Ring ring = Ring.initial(chance.pick(List.of(5, 8, 16)), new TreeSet<>(nodes));
    return new Scenario(
        nodes,
        passage,
        ring,
        faults,
        chance.pick(List.of(1, 2, 3)),
        faults.contains(Fault.SHORT_LOOP) ? (int) chance.between(1, 8) : 4_096,
        limits(passage, chance, faults),
        quorums(passage, chance, nodes.size()),
        chance.between(3_000_000, 9_000_000),
        (int) chance.between(3, 8));
  }

  /** What is damaged can be mended while all other replicas are there, not when one is lost. */
  private static boolean isOf(Passage passage, Fault fault) {
    return passage == Passage.NONE || fault != Fault.BIT_ROT;
  }

  /** A bucket of counters that end. */
  static final BucketName ENDING = new BucketName("ending");

  /** A bucket of counters that are given more time. */
  static final BucketName LASTING = new BucketName("lasting");

  /** The bucket of a type. */
  static BucketName bucket(DataType type) {
    return new BucketName(
        switch (type) {
          case LWW_REGISTER -> "registers";
          case OR_SWOT -> "sets";
          case PN_COUNTER -> "counters";
          case MV_REGISTER -> "siblings";
          case EW_FLAG -> "flags";
          case G_SET -> "gsets";
          case OR_MAP -> "maps";
        });
  }

  /** Whether replicas are compared while it lasts. */
  boolean isCompared() {
    return limits.compareMillis() < SELDOM_MILLIS;
  }

  /** Who is there from the beginning. */
  List<NodeId> founders() {
    return passage == Passage.JOIN ? nodes.subList(0, nodes.size() - 1) : nodes;
  }

  /** The topology that the run begins with. */
  Topology founding() {
    Topology topology = Founded.cluster(ring.partitions(), founders());
    for (Map.Entry<DataType, Quorums> each : quorums.entrySet()) {
      BucketSpec spec = each.getValue().spec(each.getKey());
      topology =
          Ordinance.apply(topology, new TopologyCommand.CreateBucket(bucket(each.getKey()), spec))
              .topology();
    }
    return quorums.containsKey(DataType.PN_COUNTER) ? withEnding(topology) : topology;
  }

  private Topology withEnding(Topology topology) {
    BucketSpec spec =
        Objects.requireNonNull(quorums.get(DataType.PN_COUNTER)).spec(DataType.PN_COUNTER);
    Topology ending =
        Ordinance.apply(topology, new TopologyCommand.CreateBucket(ENDING, spec)).topology();
    return Ordinance.apply(ending, new TopologyCommand.CreateBucket(LASTING, spec)).topology();
  }

  private static SortedMap<DataType, Quorums> quorums(Passage passage, Chance chance, int nodes) {
    TreeMap<DataType, Quorums> quorums = new TreeMap<>();
    for (DataType type : DataType.values()) {
      quorums.put(type, anyQuorums(passage, chance, nodes));
    }
    return quorums;
  }

  /** What only one replica was asked to hold may be lost with it. */
  private static Quorums anyQuorums(Passage passage, Chance chance, int nodes) {
    Quorums quorums;
    do {
      quorums = anyQuorums(chance, nodes);
    } while (passage == Passage.REMOVE && quorums.w() == 1);
    return quorums;
  }

  private static Quorums anyQuorums(Chance chance, int nodes) {
    List<Quorums> choices =
        List.of(
            new Quorums(3, 2, 2),
            new Quorums(3, 2, 2),
            new Quorums(3, 2, 2),
            new Quorums(3, 3, 1),
            new Quorums(3, 1, 3),
            new Quorums(3, 3, 3),
            new Quorums(3, 1, 1),
            new Quorums(1, 1, 1),
            new Quorums(2, 2, 1));
    return chance.percent(20) && nodes == 5 ? new Quorums(5, 3, 3) : chance.pick(choices);
  }

  /** What a lost disk or a full outbox forgot, only comparisons find. */
  private static Limits limits(Passage passage, Chance chance, EnumSet<Fault> faults) {
    long tickMillis = chance.pick(List.of(50L, 200L, 500L));
    if (faults.contains(Fault.SMALL_LIMITS)) {
      int requests = (int) chance.between(2, 8);
      int records = (int) chance.between(4, 40);
      return new Limits(requests, records, tickMillis, COMPARE_MILLIS, BURY_MILLIS);
    }
    boolean losesDisks = faults.contains(Fault.WIPE) || passage == Passage.REMOVE;
    boolean seldom = chance.percent(30) && !losesDisks;
    return new Limits(
        16_384, 131_072, tickMillis, seldom ? SELDOM_MILLIS : COMPARE_MILLIS, BURY_MILLIS);
  }

  private static List<NodeId> names(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(number -> new NodeId("n" + number)).toList();
  }
}
