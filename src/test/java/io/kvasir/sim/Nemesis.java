package io.kvasir.sim;

import io.kvasir.core.node.NodeId;
import java.util.List;
import java.util.Map;

/** Does at random what the scenario allows, and undoes it after a while. */
final class Nemesis {
  private final Agenda agenda;
  private final Chance chance;
  private final Cluster cluster;
  private final SimNetwork network;
  private final Gateway gateway;
  private final Census census;
  private final List<Fault> faults;
  private final Losses losses;
  private boolean stopped;

  Nemesis(
      Agenda agenda,
      Chance chance,
      Cluster cluster,
      SimNetwork network,
      Gateway gateway,
      Census census,
      Scenario scenario,
      Losses losses) {
    this.agenda = agenda;
    this.chance = chance;
    this.cluster = cluster;
    this.network = network;
    this.gateway = gateway;
    this.census = census;
    this.faults = List.copyOf(scenario.faults());
    this.losses = losses;
  }

  void start() {
    if (!faults.isEmpty()) {
      agenda.after(chance.between(50_000, 900_000), "nemesis", this::strike);
    }
  }

  /** Stops for good, and puts everything right; who stands still goes on by himself. */
  void heal() {
    stopped = true;
    network.weather().clear();
    cluster.nodes().forEach(node -> node.diskWeather().clear());
  }

  private void strike() {
    if (!stopped) {
      cause(chance.pick(faults));
      agenda.after(chance.between(50_000, 900_000), "nemesis", this::strike);
    }
  }

  private void cause(Fault fault) {
    SimNode victim = chance.pick(cluster.nodes());
    agenda.note("fault", () -> fault + " " + victim.id());
    boolean fired =
        switch (fault) {
          case LOSS -> weather(w -> w.lossPercent = (int) chance.between(1, 40));
          case DUPLICATION -> weather(w -> w.duplicatePercent = (int) chance.between(1, 50));
          case REORDERING -> weather(w -> w.reorderPercent = (int) chance.between(1, 80));
          case FULL_QUEUE -> weather(w -> w.fullPercent = (int) chance.between(1, 50));
          case DELAY -> weather(w -> w.delayMicros = chance.between(1_000, 400_000));
          case ONE_WAY_CUT -> cut(victim, chance.pick(cluster.nodes()));
          case ISOLATION -> isolate(victim);
          case CRASH -> crash(victim);
          case BLACKOUT -> blackout();
          case WIPE -> wipe(victim);
          case BIT_ROT -> rot(victim);
          case SLOW_DISK -> disk(victim, w -> w.delayMicros = chance.between(5_000, 600_000));
          case READ_FAILURE -> disk(victim, w -> w.readFaultPercent = (int) chance.between(5, 60));
          case SYNC_FAILURE -> failSync(victim);
          case PAUSE -> pause(victim);
          case CLOCK_STEP -> step(victim);
          case CLOCK_DRIFT, SHORT_LOOP, SMALL_LIMITS -> false; // lasting, from the start
        };
    if (fired) {
      census.onFault(fault);
    }
  }

  private interface Change<T> {
    void apply(T weather);
  }

  private boolean weather(Change<SimNetwork.Weather> change) {
    change.apply(network.weather());
    later("clear up", () -> network.weather().clear());
    return true;
  }

  private boolean disk(SimNode node, Change<DiskWeather> change) {
    change.apply(node.diskWeather());
    later("disk recovers", () -> node.diskWeather().clear());
    return true;
  }

  private boolean cut(SimNode from, SimNode to) {
    if (from == to) {
      return false;
    }
    SimNetwork.Link link = new SimNetwork.Link(from.id(), to.id());
    network.weather().cuts.add(link);
    later("mend", () -> network.weather().cuts.remove(link));
    return true;
  }

  private boolean isolate(SimNode victim) {
    for (SimNode other : cluster.nodes()) {
      NodeId peer = other.id();
      if (other != victim) {
        network.weather().cuts.add(new SimNetwork.Link(victim.id(), peer));
        network.weather().cuts.add(new SimNetwork.Link(peer, victim.id()));
      }
    }
    later("rejoin", () -> network.weather().cuts.clear());
    return true;
  }

  private boolean crash(SimNode victim) {
    if (victim.running().isEmpty()) {
      return false;
    }
    victim.crash();
    gateway.hangUp();
    agenda.after(chance.between(10_000, 2_000_000), "restart", () -> restart(victim));
    return true;
  }

  private boolean blackout() {
    boolean any = false;
    for (SimNode node : cluster.nodes()) {
      any |= crash(node);
    }
    return any;
  }

  private void restart(SimNode node) {
    if (!stopped && !node.isLost() && node.running().isEmpty()) {
      node.start();
    }
  }

  /** Only when others that stay have all that is lost, so that no promise is broken by it. */
  private boolean wipe(SimNode victim) {
    if (!losses.mayLose(victim) || !crash(victim)) {
      return false;
    }
    if (!losses.isDispensable(victim)) {
      return false; // the crash made something durable that nobody else has
    }
    victim.replaceDisk();
    cluster.onWipe();
    return true;
  }

  /** Of what the other replicas have together; no key is damaged at two of them. */
  private boolean rot(SimNode victim) {
    List<SimDisk.Place> places =
        victim.disk().states().entrySet().stream()
            .filter(stored -> losses.isMendable(victim, stored.getKey().entry(), stored.getValue()))
            .map(Map.Entry::getKey)
            .filter(place -> cluster.nodes().stream().noneMatch(n -> n.disk().isDamaged(place)))
            .toList();
    if (places.isEmpty()) {
      return false;
    }
    if (chance.percent(50)) {
      victim.disk().rot(chance.pick(places));
    } else {
      victim.disk().rotDigest(chance.pick(places), chance.between(1, 1_000));
    }
    return true;
  }

  /** A node whose sync failed writes no more; somebody restarts it. */
  private boolean failSync(SimNode victim) {
    if (victim.running().isEmpty()) {
      return false;
    }
    SimNode.Running process = victim.running().get();
    victim.diskWeather().syncFails = true;
    agenda.after(
        chance.between(500_000, 3_000_000),
        "replace process",
        () -> {
          if (process.store().isBroken() && process.life().isAlive()) {
            crash(victim);
          }
        });
    return true;
  }

  private boolean pause(SimNode victim) {
    victim.running().ifPresent(p -> p.life().pause(chance.between(10_000, 3_000_000)));
    return victim.running().isPresent();
  }

  private boolean step(SimNode victim) {
    victim.clock().step(chance.between(-60_000, 60_000));
    cluster.onClockStep();
    return true;
  }

  private void later(String what, Runnable undo) {
    agenda.after(
        chance.between(50_000, 2_500_000),
        what,
        () -> {
          if (!stopped) {
            undo.run();
          }
        });
  }
}
