package io.kvasir.core.consensus;

import java.util.ArrayList;
import java.util.List;

/** Does at random what the run allows, and undoes it after a while. */
final class SimNemesis {
  private static final int REPLACEMENT_STEPS = 6;

  private final SimWorld world;
  private final SimChance chance;
  private final List<SimFault> faults;
  private final int strikesInAct;
  private final List<SimHost> cutOff = new ArrayList<>();
  private boolean stopped;

  SimNemesis(SimWorld world, SimChance chance, List<SimFault> faults) {
    this.world = world;
    this.chance = chance;
    this.faults = faults;
    this.strikesInAct =
        faults.contains(SimFault.STRUCK_IN_ACT)
            ? (int) chance.between(3, faults.size() < 6 ? 60 : 30)
            : 0;
  }

  void start() {
    if (!faults.isEmpty()) {
      world.agenda().after(chance.between(300_000, 1_500_000), this::strike);
    }
    if (faults.contains(SimFault.LEADERS_FALL)) {
      world.agenda().after(chance.between(300_000, 1_500_000), this::letLeaderFall);
    }
  }

  /** Stops for good, and puts everything right. */
  void heal() {
    stopped = true;
    world.network().heal();
    for (SimHost host : world.hosts()) {
      host.resume();
      host.disk().slowDown(0);
      host.disk().coalesce(false);
      host.slowDownApplies(0);
      host.failChunks(0);
      host.tickEvery(SimHost.TICK * chance.between(95, 105) / 100);
      if (!host.isUp()) {
        host.restart();
      }
    }
  }

  private void strike() {
    if (!stopped) {
      cause(chance.pick(faults));
      world.agenda().after(chance.between(30_000, 400_000), this::strike);
    }
  }

  private void cause(SimFault fault) {
    SimHost host = victim();
    switch (fault) {
      case LOSS -> inNetwork((int) chance.between(2, 30), 0, world.network()::lose);
      case DUPLICATION -> inNetwork((int) chance.between(2, 30), 0, world.network()::repeat);
      case REORDERING -> inNetwork((int) chance.between(2, 40), 0, world.network()::overtake);
      case DELAY -> delay();
      case ONE_WAY_CUT -> cutOneWay(host);
      case PARTITION -> partition();
      case CRASH -> crash(host);
      case BLACKOUT -> blackout();
      case PAUSE -> pause(host);
      case SLOW_DISK -> slowDisk(host);
      case COALESCED_REPORTS -> coalesce(host);
      case SLOW_APPLY -> slowApply(host);
      case CHUNK_FAILURE -> failChunks(host);
      case CLOCK_DRIFT -> drift(host);
      case WIPE -> wipe(host);
      case MEMBERSHIP -> world.operator().changeMembers();
      case TRANSFER -> world.operator().transfer();
      case NODE_LOST -> loseNode();
      case LONG_TURNS, SMALL_LOG, SMALL_LIMITS, LATENCY, STRUCK_IN_ACT, LEADERS_FALL -> {}
    }
  }

  /** Those who lead, and those who receive a snapshot, are hit more often. */
  private SimHost victim() {
    for (SimHost host : world.hosts()) {
      if (host.disk().live().hasStaged() && chance.percent(30)) {
        return host;
      }
    }
    SimHost leader = world.leader();
    return leader != null && chance.percent(40) ? leader : chance.pick(world.hosts());
  }

  private void later(Runnable undo) {
    long delay = chance.between(50_000, chance.percent(20) ? 3_000_000 : 900_000);
    world
        .agenda()
        .after(
            delay,
            () -> {
              if (!stopped) {
                undo.run();
              }
            });
  }

  private interface Percentage {
    void set(int percent);
  }

  private void inNetwork(int percent, int after, Percentage setting) {
    setting.set(percent);
    later(() -> setting.set(after));
  }

  private void delay() {
    world.census().on(SimFault.DELAY);
    world.network().delay(chance.between(10_000, 600_000));
    later(() -> world.network().delay(0));
  }

  private void cutOneWay(SimHost host) {
    SimHost other = chance.pick(world.hosts());
    world.census().on(SimFault.ONE_WAY_CUT);
    world.trace("nothing from %s to %s", host.id(), other.id());
    world.network().cut(host.index(), other.index());
    later(world.network()::mendCuts);
  }

  private void partition() {
    world.census().on(SimFault.PARTITION);
    boolean alone = chance.percent(40);
    SimHost one = victim();
    boolean[] left = new boolean[world.hosts().size()];
    for (SimHost host : world.hosts()) {
      left[host.index()] = alone ? host == one : chance.percent(50);
    }
    world.trace("parted %s", java.util.Arrays.toString(left));
    for (int from = 0; from < left.length; from++) {
      for (int to = 0; to < left.length; to++) {
        if (left[from] != left[to]) {
          world.network().cut(from, to);
        }
      }
    }
    later(world.network()::mendCuts);
  }

  private void crash(SimHost host) {
    if (host.isUp()) {
      world.census().on(SimFault.CRASH);
      host.crash();
      later(() -> restart(host));
    }
  }

  /** Something decisive just happened at {@code host}. */
  void onAct(SimHost host) {
    if (!stopped && strikesInAct > 0 && chance.percent(strikesInAct)) {
      if (chance.percent(60)) {
        world.census().on(SimFault.STRUCK_IN_ACT);
        isolate(host);
        later(world.network()::mendCuts);
      }
      if (chance.percent(60)) {
        world.agenda().after(chance.between(0, 9_000), () -> crashInAct(host));
      }
    }
  }

  /** At once: what the replica has to say in this turn is lost. */
  private void isolate(SimHost host) {
    world.trace("%s is cut off", host.id());
    for (SimHost other : world.hosts()) {
      if (other != host) {
        world.network().cut(host.index(), other.index());
        world.network().cut(other.index(), host.index());
      }
    }
  }

  /** Cuts the leader off with an entry of its own, and lets another one in again. */
  private void letLeaderFall() {
    SimHost leader = world.leader();
    if (stopped) {
      return;
    }
    if (leader != null && !cutOff.contains(leader) && chance.percent(70)) {
      world.census().on(SimFault.LEADERS_FALL);
      isolate(leader);
      cutOff.add(leader);
      world.clients().propose(leader);
    }
    int most = (world.hosts().size() - 1) / 2;
    if (!cutOff.isEmpty() && (cutOff.size() > most || chance.percent(30))) {
      world.network().mendCuts();
      cutOff.remove(chance.index(cutOff.size()));
      cutOff.forEach(this::isolate);
    }
    world.agenda().after(chance.between(20_000, 700_000), this::letLeaderFall);
  }

  private void crashInAct(SimHost host) {
    if (!stopped && host.isUp()) {
      world.census().on(SimFault.STRUCK_IN_ACT);
      host.crash();
      long back = chance.between(500, chance.percent(50) ? 20_000 : 500_000);
      world.agenda().after(back, () -> restart(host));
    }
  }

  private void restart(SimHost host) {
    if (!stopped && !host.isUp()) {
      host.restart();
    }
  }

  private void blackout() {
    world.census().on(SimFault.BLACKOUT);
    for (SimHost host : world.hosts()) {
      if (host.isUp()) {
        host.crash();
        later(() -> restart(host));
      }
    }
  }

  private void pause(SimHost host) {
    if (host.isRunning()) {
      world.census().on(SimFault.PAUSE);
      host.pause();
      later(host::resume);
    }
  }

  private void slowDisk(SimHost host) {
    world.census().on(SimFault.SLOW_DISK);
    host.disk().slowDown(chance.between(20_000, 800_000));
    later(() -> host.disk().slowDown(0));
  }

  private void coalesce(SimHost host) {
    world.census().on(SimFault.COALESCED_REPORTS);
    host.disk().coalesce(true);
  }

  private void slowApply(SimHost host) {
    world.census().on(SimFault.SLOW_APPLY);
    host.slowDownApplies(chance.between(5_000, 400_000));
    later(() -> host.slowDownApplies(0));
  }

  private void failChunks(SimHost host) {
    host.failChunks((int) chance.between(10, 60));
    later(() -> host.failChunks(0));
  }

  private void drift(SimHost host) {
    world.census().on(SimFault.CLOCK_DRIFT);
    host.tickEvery(SimHost.TICK * chance.between(20, 400) / 100);
  }

  private void wipe(SimHost host) {
    if (chance.percent(40) && world.operator().canLose(host)) {
      world.census().on(SimFault.WIPE);
      host.wipe();
      for (int step = 1; step <= REPLACEMENT_STEPS; step++) {
        world.agenda().after(step * chance.between(100_000, 500_000), this::replace);
      }
    }
  }

  /** One step to replace a lost member: it is removed, the new one added and promoted. */
  private void replace() {
    if (!stopped) {
      world.operator().changeMembers();
    }
  }

  private void loseNode() {
    SimHost lost = victim();
    SimHost witness = chance.pick(world.hosts());
    world.census().on(SimFault.NODE_LOST);
    witness.feed(new Event.NodeLost(lost.node()));
  }
}
