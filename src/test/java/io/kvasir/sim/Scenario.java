package io.kvasir.sim;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.Ring;
import io.kvasir.engine.EngineConfig;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What kind of run a seed stands for.
 *
 * @param faults those that may happen in it
 * @param loops how many loops each engine has
 * @param loopCapacity how many tasks wait in one loop at most
 * @param limits of every engine; its node and ring are filled in
 * @param activeMicros how long clients and the nemesis are at work
 * @param clients how many requests are under way at once at most
 */
record Scenario(
    List<NodeId> nodes,
    Ring ring,
    EnumSet<Fault> faults,
    int loops,
    int loopCapacity,
    Limits limits,
    long activeMicros,
    int clients) {

  /** Of an engine, as in {@link EngineConfig}. */
  record Limits(int requestsPerLoop, int outboxRecordsPerLoop, long tickMillis) {
    EngineConfig of(NodeId self) {
      return new EngineConfig(self, requestsPerLoop, outboxRecordsPerLoop, tickMillis);
    }
  }

  static Scenario of(Chance chance) {
    EnumSet<Fault> faults = EnumSet.noneOf(Fault.class);
    int likelihood = chance.pick(List.of(0, 15, 30, 30, 50));
    for (Fault fault : Fault.values()) {
      if (chance.percent(likelihood)) {
        faults.add(fault);
      }
    }
    List<NodeId> nodes = names(chance.pick(List.of(3, 3, 3, 4, 5)));
    Ring ring = Ring.initial(chance.pick(List.of(5, 8, 16)), new TreeSet<>(nodes));
    return new Scenario(
        nodes,
        ring,
        faults,
        chance.pick(List.of(1, 2, 3)),
        faults.contains(Fault.SHORT_LOOP) ? (int) chance.between(1, 8) : 4_096,
        limits(chance, faults.contains(Fault.SMALL_LIMITS)),
        chance.between(3_000_000, 9_000_000),
        (int) chance.between(3, 8));
  }

  private static Limits limits(Chance chance, boolean small) {
    long tickMillis = chance.pick(List.of(50L, 200L, 500L));
    return small
        ? new Limits((int) chance.between(2, 8), (int) chance.between(4, 40), tickMillis)
        : new Limits(16_384, 131_072, tickMillis);
  }

  private static List<NodeId> names(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(number -> new NodeId("n" + number)).toList();
  }
}
