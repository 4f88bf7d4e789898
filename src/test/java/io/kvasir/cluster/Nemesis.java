package io.kvasir.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Does to a cluster what happens to clusters, one fault after the other, mostly to the leader of a
 * bucket, and notes when leaders were killed.
 */
final class Nemesis {
  /** A kind of fault. */
  enum Fault {
    KILL_LEADER,
    KILL_ANY,
    PAUSE_LEADER,
    CUT_LEADER_OFF,
    CUT_LEADER_ONE_WAY,
    UNPLUG_LEADER
  }

  private final LocalCluster cluster;
  private final Leaders leaders;
  private final Optional<Namespaces> network;
  private final RandomGenerator random;
  private final LongSupplier clock;
  private final List<Long> leaderKills = new ArrayList<>();

  /**
   * @param network for faults of the network, which are not possible without
   * @param clock of the history
   */
  Nemesis(
      LocalCluster cluster,
      String bucket,
      Optional<Namespaces> network,
      RandomGenerator random,
      LongSupplier clock) {
    this.cluster = cluster;
    this.leaders = new Leaders(cluster, bucket);
    this.network = network;
    this.random = random;
    this.clock = clock;
  }

  /** Commits a fault against the leader if there is one now, otherwise against any node. */
  void strike(Fault fault) {
    Optional<Integer> leader = leaders.leader();
    int victim = fault == Fault.KILL_ANY ? anyNode() : leader.orElseGet(this::anyNode);
    System.out.printf(
        "%5d ms  %s node%d%s%n",
        clock.getAsLong() / 1_000_000,
        fault,
        victim,
        leader.filter(number -> number == victim).isPresent() ? " (leader)" : "");
    switch (fault) {
      case KILL_LEADER -> {
        if (leader.isPresent()) {
          leaderKills.add(clock.getAsLong());
        }
        cluster.node(victim).kill();
      }
      case KILL_ANY -> cluster.node(victim).kill();
      case PAUSE_LEADER -> cluster.node(victim).pause();
      case CUT_LEADER_OFF -> cutOff(victim, true);
      case CUT_LEADER_ONE_WAY -> cutOff(victim, false);
      case UNPLUG_LEADER -> network.orElseThrow().unplug(victim);
    }
  }

  private int anyNode() {
    return 1 + random.nextInt(cluster.size());
  }

  /** Its own messages are lost, and those of the others too if {@code bothWays}. */
  private void cutOff(int victim, boolean bothWays) {
    for (int other = 1; other <= cluster.size(); other++) {
      if (other != victim) {
        network.orElseThrow().cut(victim, other);
        if (bothWays) {
          network.orElseThrow().cut(other, victim);
        }
      }
    }
  }

  /** Undoes all: paused nodes go on, dead ones are started, the network is whole. */
  void heal() {
    network.ifPresent(Namespaces::heal);
    for (int number = 1; number <= cluster.size(); number++) {
      if (cluster.node(number).isAlive()) {
        cluster.node(number).resume();
      } else {
        cluster.restart(number);
      }
    }
  }

  /** When leaders were killed. */
  List<Long> leaderKills() {
    return List.copyOf(leaderKills);
  }
}
