package io.kvasir.core.consensus;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * One group in a world of a seed: first trouble, then peace, in which it must come to rest with
 * everybody of one mind and everything answered.
 */
final class SimWorld implements SimNetwork.Stations {
  private static final long PEACE = 30_000_000;
  private static final long LOOK = 250_000;

  private static final EnumSet<SimFault> DUEL =
      EnumSet.of(
          SimFault.STRUCK_IN_ACT, SimFault.LEADERS_FALL, SimFault.SMALL_LIMITS, SimFault.LATENCY);

  /** What a run came to. */
  record Result(long hash, SimCensus census) {}

  private final SimMutation mutation;
  private final SimTrace trace;
  private final SimCensus census = new SimCensus();
  private final SimAgenda agenda = new SimAgenda();
  private final SimChance chance;
  private final RaftConfig config;
  private final List<SimHost> hosts = new ArrayList<>();
  private final Map<NodeId, SimHost> byNode = new HashMap<>();
  private final SimNetwork network;
  private final SimJudge judge;
  private final SimClients clients;
  private final SimOperator operator;
  private final SimNemesis nemesis;
  private final long askMicros;
  private boolean asking = true;
  private boolean longTurns;
  private long events;

  SimWorld(long seed, SimMutation mutation, Consumer<String> reader) {
    this.mutation = mutation;
    this.trace = new SimTrace(reader);
    this.chance = new SimChance(seed);
    List<SimFault> faults = faults();
    this.config = config(faults);
    int founders = chance.pick(List.of(1, 3, 3, 3, 3, 5));
    int spares = faults.contains(SimFault.MEMBERSHIP) ? 1 + chance.index(2) : 0;
    TreeSet<ReplicaId> voters = new TreeSet<>();
    for (int i = 0; i < founders + spares; i++) {
      SimHost host = new SimHost(this, i, chance.split());
      hosts.add(host);
      byNode.put(host.node(), host);
      if (i < founders) {
        voters.add(host.nextId());
      }
    }
    Membership members = Membership.ofVoters(voters);
    this.network = new SimNetwork(agenda, chance.split(), census, this);
    if (faults.contains(SimFault.LATENCY)) {
      census.on(SimFault.LATENCY);
      network.latency(chance.between(5_000, 60_000));
    }
    this.judge = new SimJudge(this, members);
    this.clients = new SimClients(this, chance.split());
    this.operator = new SimOperator(this, chance.split());
    this.nemesis = new SimNemesis(this, chance.split(), faults);
    this.askMicros = chance.between(20_000, 120_000);
    trace("seed %d: %d founders, %d spares, %s, %s", seed, founders, spares, faults, config);
    for (SimHost host : hosts) {
      host.begin(
          host.index() < founders
              ? LogStart.founding(members)
              : new LogStart(0, 0, Membership.NONE));
    }
  }

  /** Each kind by chance; in some runs mostly what makes leaders follow each other quickly. */
  private List<SimFault> faults() {
    List<SimFault> faults = new ArrayList<>();
    boolean duel = chance.percent(25);
    int likely = (int) chance.between(duel ? 0 : 10, duel ? 15 : 60);
    for (SimFault fault : SimFault.values()) {
      if (chance.percent(duel && DUEL.contains(fault) ? 80 : likely)) {
        faults.add(fault);
      }
    }
    return faults;
  }

  private RaftConfig config(List<SimFault> faults) {
    int heartbeat = (int) chance.between(1, 2);
    int election = heartbeat * 2 + (int) chance.between(1, 6);
    boolean smallLog = faults.contains(SimFault.SMALL_LOG);
    boolean small = faults.contains(SimFault.SMALL_LIMITS);
    if (smallLog) {
      census.on(SimFault.SMALL_LOG);
    }
    if (small) {
      census.on(SimFault.SMALL_LIMITS);
    }
    longTurns = faults.contains(SimFault.LONG_TURNS);
    if (longTurns) {
      census.on(SimFault.LONG_TURNS);
    }
    return new RaftConfig(
        heartbeat,
        election,
        small ? 1 + Math.max(0, chance.index(6) - 3) : 64,
        small ? 100 : 4096,
        small ? 1 + chance.index(3) : 16,
        small ? 200 : 65_536,
        small ? 300 : 1 << 20,
        small ? 3 : 64,
        smallLog ? chance.index(6) : 64,
        smallLog ? 500 : 1 << 20,
        (int) chance.between(9, 70));
  }

  // ---- parts

  SimMutation mutation() {
    return mutation;
  }

  RaftConfig config() {
    return config;
  }

  /** Whether replicas may be told several events at once. */
  boolean hasLongTurns() {
    return longTurns;
  }

  SimAgenda agenda() {
    return agenda;
  }

  SimCensus census() {
    return census;
  }

  SimNetwork network() {
    return network;
  }

  SimJudge judge() {
    return judge;
  }

  SimClients clients() {
    return clients;
  }

  SimOperator operator() {
    return operator;
  }

  SimNemesis nemesis() {
    return nemesis;
  }

  List<SimHost> hosts() {
    return hosts;
  }

  /** Where the replica is or was. */
  SimHost host(ReplicaId replica) {
    return byNode.get(replica.node());
  }

  /** The leader of the latest term; null without one. */
  SimHost leader() {
    SimHost leader = null;
    for (SimHost host : hosts) {
      if (host.leads() && (leader == null || host.status().term() > leader.status().term())) {
        leader = host;
      }
    }
    return leader;
  }

  // ---- network

  @Override
  public int nodes() {
    return hosts.size();
  }

  @Override
  public int indexOf(ReplicaId replica) {
    return host(replica).index();
  }

  @Override
  public void deliver(ReplicaId to, Event.Received message) {
    SimHost host = host(to);
    if (host.id().equals(to)) {
      host.feed(message);
    }
  }

  // ---- what happens

  void onTurn(SimHost host, List<Event> turn, List<Effect> effects) {
    events += turn.size();
    RaftStatus status = host.status();
    trace.mix(agenda.now());
    trace.mix(host.index());
    trace.mix(status.term());
    trace.mix(status.lastIndex());
    trace.mix(status.commit());
    trace.mix(effects.size());
    trace.add(agenda.now(), () -> SimText.step(host, turn, effects));
    for (Event event : turn) {
      note(host, event);
    }
  }

  private void note(SimHost host, Event event) {
    if (event instanceof Event.Received received) {
      onReceived(host, received);
    } else if (event instanceof Event.Ticked) {
      judge.onTick(host);
    }
  }

  private void onReceived(SimHost host, Event.Received received) {
    judge.onAnswered(host, received.from());
    if (received.message() instanceof RaftMessage.TimeoutNow
        && host.status().role() == Role.CANDIDATE) {
      census.on(SimSight.LEADER_BY_TRANSFER);
    }
  }

  void onObserved(SimHost host, RaftObservation observation) {
    switch (observation) {
      case RaftObservation.ElectionBegun _ -> census.on(SimSight.ELECTION_WITHOUT_LEADER);
      case RaftObservation.BecameLeader _ -> {
        census.on(SimSight.LEADER_ELECTED);
        nemesis.onAct(host);
      }
      case RaftObservation.LeaderFound _ -> {}
      case RaftObservation.SteppedDown _ -> census.on(SimSight.STEPPED_DOWN);
      case RaftObservation.QuorumLost _ -> census.on(SimSight.QUORUM_LOST);
      case RaftObservation.MembersChanged _ -> {}
      case RaftObservation.SnapshotBegun _ -> census.on(SimSight.SNAPSHOT_BEGUN);
      case RaftObservation.SnapshotInstalled _ -> census.on(SimSight.SNAPSHOT_INSTALLED);
      case RaftObservation.LogCompacted _ -> census.on(SimSight.LOG_COMPACTED);
      case RaftObservation.LogTruncated _ -> census.on(SimSight.LOG_TRUNCATED);
    }
  }

  @SuppressWarnings("AnnotateFormatMethod") // its annotations are no dependency of the tests
  void trace(String what, Object... arguments) {
    trace.add(agenda.now(), () -> String.format(what, arguments));
  }

  // ---- a run

  Result run() {
    nemesis.start();
    askOn();
    agenda.runUntil(chance.between(5_000_000, 16_000_000));
    trace("peace");
    asking = false;
    nemesis.heal();
    comeToRest();
    census.onRunEnded(events);
    return new Result(trace.hash(), census);
  }

  private void askOn() {
    if (asking) {
      clients.ask();
      agenda.after(chance.between(1, 2 * askMicros), this::askOn);
    }
  }

  /** A leader, a new command committed and applied by all members, nothing left unanswered. */
  private void comeToRest() {
    long end = agenda.now() + PEACE;
    long token = 0;
    while (agenda.now() < end) {
      agenda.runUntil(agenda.now() + LOOK);
      SimHost leader = leader();
      if (leader != null && !clients.isCommitted(token)) {
        token = clients.propose(leader);
      }
      if (clients.isCommitted(token) && isAtRest()) {
        return;
      }
    }
    StringBuilder state = new StringBuilder("the group did not come to rest");
    state.append("; unanswered ").append(clients.unanswered());
    hosts.forEach(host -> state.append("\n  ").append(host));
    throw new SimViolation(state.toString());
  }

  private boolean isAtRest() {
    if (!clients.unanswered().isEmpty()) {
      return false;
    }
    for (SimHost host : hosts) {
      if (host.isRead()) {
        return false;
      }
    }
    for (ReplicaId member : judge.membership().all()) {
      SimHost host = host(member);
      if (host.id().equals(member) && host.disk().live().machine().applied() < judge.committed()) {
        return false;
      }
    }
    return true;
  }
}
