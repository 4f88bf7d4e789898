package io.kvasir.sim;

import io.kvasir.core.consensus.RaftConfig;
import java.util.EnumSet;
import java.util.List;

/**
 * What kind of run of groups a seed stands for.
 *
 * @param voters of each group, on the first nodes
 * @param faults those that may happen in it
 * @param isMoving whether replicas move between nodes
 * @param activeMicros how long clients and the nemesis are at work
 * @param clients how many requests are under way at once at most
 */
record GroupScenario(
    int nodes,
    int voters,
    EnumSet<Fault> faults,
    boolean isMoving,
    GroupNode.Settings settings,
    int driftPpm,
    long activeMicros,
    int clients) {
  /** Damage is for groups a matter of its own. */
  private static final EnumSet<Fault> FAULTS = EnumSet.complementOf(EnumSet.of(Fault.BIT_ROT));

  static GroupScenario of(Chance chance) {
    EnumSet<Fault> faults = EnumSet.noneOf(Fault.class);
    int likelihood = chance.pick(List.of(0, 15, 30, 30, 50));
    for (Fault fault : FAULTS) {
      if (chance.percent(likelihood)) {
        faults.add(fault);
      }
    }
    int nodes = chance.pick(List.of(3, 4, 4, 5, 5));
    return new GroupScenario(
        nodes,
        nodes == 5 && chance.percent(40) ? 5 : 3,
        faults,
        chance.percent(40) || faults.contains(Fault.WIPE),
        settings(chance, faults),
        faults.contains(Fault.CLOCK_DRIFT) ? 50_000 : 0,
        chance.between(4_000_000, 12_000_000),
        (int) chance.between(3, 8));
  }

  private static GroupNode.Settings settings(Chance chance, EnumSet<Fault> faults) {
    return new GroupNode.Settings(
        (int) chance.between(1, 2),
        faults.contains(Fault.SHORT_LOOP) ? (int) chance.between(2, 10) : 4_096,
        faults.contains(Fault.SMALL_LIMITS) ? (int) chance.between(1, 6) : 16_384,
        chance.percent(50) ? RaftConfig.DEFAULT : shortLog(chance));
  }

  /** Compacts soon, and sends snapshots in many small chunks. */
  private static RaftConfig shortLog(Chance chance) {
    return new RaftConfig(
        2,
        8,
        (int) chance.between(1, 16),
        4096,
        (int) chance.between(1, 8),
        16_384,
        65_536,
        64,
        (int) chance.between(0, 20),
        4096,
        (int) chance.between(16, 256));
  }
}
