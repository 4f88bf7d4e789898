package io.kvasir.sim;

import java.util.List;
import java.util.function.Consumer;

/** Does to a cluster of groups at random what the scenario allows, and undoes it after a while. */
final class GroupNemesis {
  private final Agenda agenda;
  private final Chance chance;
  private final GroupCluster cluster;
  private final GroupClients clients;
  private final GroupLives lives;
  private final GroupOperator operator;
  private final List<Fault> faults;
  private boolean isStopped;

  GroupNemesis(
      Chance chance,
      GroupCluster cluster,
      GroupClients clients,
      GroupLives lives,
      GroupOperator operator,
      GroupScenario scenario) {
    this.agenda = cluster.agenda();
    this.chance = chance;
    this.cluster = cluster;
    this.clients = clients;
    this.lives = lives;
    this.operator = operator;
    this.faults = List.copyOf(scenario.faults());
  }

  void start() {
    if (!faults.isEmpty()) {
      agenda.after(chance.between(50_000, 900_000), "nemesis", this::strike);
    }
  }

  /** Stops for good, and puts everything right; who stands still goes on by himself. */
  void heal() {
    isStopped = true;
    cluster.weather().clear();
    cluster.nodes().forEach(node -> node.diskWeather().clear());
  }

  private void strike() {
    if (!isStopped) {
      Fault fault = chance.pick(faults);
      GroupNode victim = chance.pick(cluster.nodes());
      agenda.note("fault", () -> fault + " " + victim.id());
      if (cause(fault, victim)) {
        cluster.census().onFault(fault);
      }
      agenda.after(chance.between(50_000, 900_000), "nemesis", this::strike);
    }
  }

  private boolean cause(Fault fault, GroupNode victim) {
    return switch (fault) {
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
      case SLOW_DISK -> disk(victim, w -> w.delayMicros = chance.between(5_000, 600_000));
      case READ_FAILURE -> disk(victim, w -> w.readFaultPercent = (int) chance.between(5, 60));
      case SYNC_FAILURE -> failSync(victim);
      case PAUSE -> pause(victim);
      case CLOCK_STEP -> step(victim);
      case BIT_ROT, CLOCK_DRIFT, SHORT_LOOP, SMALL_LIMITS -> false; // none, or lasting
    };
  }

  private boolean weather(Consumer<SimNetwork.Weather> change) {
    change.accept(cluster.weather());
    later("clear up", () -> cluster.weather().clear());
    return true;
  }

  private boolean disk(GroupNode node, Consumer<DiskWeather> change) {
    change.accept(node.diskWeather());
    later("disk recovers", () -> node.diskWeather().clear());
    return true;
  }

  private boolean cut(GroupNode from, GroupNode to) {
    if (from == to) {
      return false;
    }
    SimNetwork.Link link = new SimNetwork.Link(from.id(), to.id());
    cluster.weather().cuts.add(link);
    later("mend", () -> cluster.weather().cuts.remove(link));
    return true;
  }

  private boolean isolate(GroupNode victim) {
    cluster.isolate(victim);
    later("rejoin", () -> cluster.weather().cuts.clear());
    return true;
  }

  private boolean crash(GroupNode victim) {
    if (victim.running().isEmpty()) {
      return false;
    }
    victim.crash();
    clients.hangUp();
    lives.hangUp();
    agenda.after(chance.between(10_000, 2_000_000), "restart", () -> restart(victim));
    return true;
  }

  private boolean blackout() {
    boolean any = false;
    for (GroupNode node : cluster.nodes()) {
      any |= crash(node);
    }
    return any;
  }

  private void restart(GroupNode node) {
    if (!isStopped && node.running().isEmpty()) {
      node.start();
    }
  }

  /** One at a time, each only when the one before has been replaced: so a majority remembers. */
  private boolean wipe(GroupNode victim) {
    if (!operator.mayWipe(victim) || !crash(victim)) {
      return false;
    }
    victim.replaceDisk();
    return true;
  }

  /** A node whose sync failed writes no more; somebody restarts it. */
  private boolean failSync(GroupNode victim) {
    if (victim.running().isEmpty()) {
      return false;
    }
    GroupNode.Running process = victim.running().get();
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

  private boolean step(GroupNode victim) {
    lives.noteClocks();
    victim.clock().step(chance.between(-1_500, 1_500));
    lives.noteClocks();
    return true;
  }

  private boolean pause(GroupNode victim) {
    victim.running().ifPresent(p -> p.life().pause(chance.between(10_000, 3_000_000)));
    return victim.running().isPresent();
  }

  private void later(String what, Runnable undo) {
    agenda.after(
        chance.between(50_000, 2_500_000),
        what,
        () -> {
          if (!isStopped) {
            undo.run();
          }
        });
  }
}
