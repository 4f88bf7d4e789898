package io.kvasir.core.consensus;

import io.kvasir.core.node.ReplicaId;

/**
 * Links between nodes. Messages of a link arrive in order unless reordering is on; they may be
 * lost, repeated, delayed, and cut off per direction.
 */
final class SimNetwork {
  /** Where messages go. */
  interface Stations {
    int nodes();

    int indexOf(ReplicaId replica);

    void deliver(ReplicaId to, Event.Received message);
  }

  private final SimAgenda agenda;
  private final SimChance chance;
  private final SimCensus census;
  private final Stations stations;
  private final boolean[][] cut;
  private final long[][] lastArrival;
  private int lossPercent;
  private int repeatPercent;
  private int overtakePercent;
  private long delayMicros;
  private long latencyMicros;

  SimNetwork(SimAgenda agenda, SimChance chance, SimCensus census, Stations stations) {
    this.agenda = agenda;
    this.chance = chance;
    this.census = census;
    this.stations = stations;
    this.cut = new boolean[stations.nodes()][stations.nodes()];
    this.lastArrival = new long[stations.nodes()][stations.nodes()];
  }

  void lose(int percent) {
    lossPercent = percent;
  }

  void repeat(int percent) {
    repeatPercent = percent;
  }

  void overtake(int percent) {
    overtakePercent = percent;
  }

  void delay(long micros) {
    delayMicros = micros;
  }

  /** Each message takes up to {@code micros} more, for good. */
  void latency(long micros) {
    latencyMicros = micros;
  }

  void cut(int from, int to) {
    cut[from][to] = true;
  }

  void mendCuts() {
    for (boolean[] from : cut) {
      java.util.Arrays.fill(from, false);
    }
  }

  void heal() {
    lossPercent = 0;
    repeatPercent = 0;
    overtakePercent = 0;
    delayMicros = 0;
    mendCuts();
  }

  void send(ReplicaId from, ReplicaId to, RaftMessage message) {
    int source = stations.indexOf(from);
    int target = stations.indexOf(to);
    if (cut[source][target]) {
      return;
    }
    if (happens(lossPercent, SimFault.LOSS)) {
      return;
    }
    Event.Received received = new Event.Received(from, message);
    agenda.after(travel(source, target), () -> arrive(source, target, to, received));
    if (happens(repeatPercent, SimFault.DUPLICATION)) {
      agenda.after(chance.between(300, 900_000), () -> arrive(source, target, to, received));
    }
  }

  private boolean happens(int percent, SimFault fault) {
    boolean happens = percent > 0 && chance.percent(percent);
    if (happens) {
      census.on(fault);
    }
    return happens;
  }

  private long travel(int source, int target) {
    if (happens(overtakePercent, SimFault.REORDERING)) {
      return chance.between(300, 300_000);
    }
    long travel =
        chance.between(300, 3_000 + latencyMicros)
            + (delayMicros > 0 ? chance.between(0, delayMicros) : 0);
    long arrival = Math.max(agenda.now() + travel, lastArrival[source][target] + 1);
    lastArrival[source][target] = arrival;
    return arrival - agenda.now();
  }

  private void arrive(int source, int target, ReplicaId to, Event.Received received) {
    if (!cut[source][target]) {
      stations.deliver(to, received);
    }
  }
}
