package io.kvasir.sim;

import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.RaftConfig;
import io.kvasir.core.consensus.RaftObservation;
import io.kvasir.core.handoff.HandoffObservation;
import io.kvasir.core.membership.MembershipObservation;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.topology.CatalogueObservation;
import io.kvasir.core.topology.FoundingObservation;
import io.kvasir.edge.wire.ProtobufKeyspaceFormat;
import io.kvasir.engine.AgreedClock;
import io.kvasir.engine.groups.Groups;
import io.kvasir.engine.groups.GroupsConfig;
import io.kvasir.engine.groups.KeyspaceMachine;
import io.kvasir.engine.groups.KeyspaceReader;
import io.kvasir.engine.groups.StateMachine;
import io.kvasir.engine.port.GroupMessage;
import io.kvasir.engine.port.KeyspaceFormat;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.Observer;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** One machine of a {@link GroupCluster}: its disk, its clock, and the process on it, if any. */
final class GroupNode {
  /** A process. */
  record Running(Life life, Groups groups, SimGroupStore store, KeyspaceReader reader) {}

  /** A replica that each process on the machine is told to host. */
  private record Hosting(ReplicaId self, LogStart start) {}

  /**
   * What all machines of a cluster have in common.
   *
   * @param requests of one loop at most
   */
  record Settings(int loops, int loopCapacity, int requests, RaftConfig raft) {}

  /** The group that is a shard of a linearizable bucket; the others are of registers. */
  static final GroupId SHARD = new GroupId(3);

  private static final KeyspaceFormat FORMAT = new ProtobufKeyspaceFormat();

  private final NodeId id;
  private final Settings settings;
  private final Agenda agenda;
  private final Chance chance;
  private final SimNetwork network;
  private final Census census;
  private final GroupJudge judge;
  private final SimClock clock;
  private final DiskWeather diskWeather = new DiskWeather();
  private final Map<GroupId, Hosting> hosted = new TreeMap<>();
  private final Map<GroupId, SortedSet<NodeId>> located = new TreeMap<>();
  private SimGroupDisk disk = new SimGroupDisk();
  private Optional<Running> running = Optional.empty();

  GroupNode(
      NodeId id,
      Settings settings,
      Agenda agenda,
      Chance chance,
      SimNetwork network,
      Census census,
      GroupJudge judge,
      int driftPpm) {
    this.id = id;
    this.settings = settings;
    this.agenda = agenda;
    this.chance = chance;
    this.network = network;
    this.census = census;
    this.judge = judge;
    this.clock = new SimClock(agenda, chance.between(-50, 50), driftPpm);
  }

  NodeId id() {
    return id;
  }

  Optional<Running> running() {
    return running;
  }

  /** Of the process that runs. */
  Groups groups() {
    return running.orElseThrow().groups();
  }

  SimGroupDisk disk() {
    return disk;
  }

  DiskWeather diskWeather() {
    return diskWeather;
  }

  SimClock clock() {
    return clock;
  }

  /** Makes it host a replica now and after every start. */
  void host(GroupId group, ReplicaId self, LogStart start) {
    hosted.put(group, new Hosting(self, start));
    running.ifPresent(process -> process.groups().host(group, self, start, machine(group)));
  }

  /** Which replica its processes are told to host. */
  Optional<ReplicaId> hosted(GroupId group) {
    return Optional.ofNullable(hosted.get(group)).map(Hosting::self);
  }

  void retire(GroupId group) {
    hosted.remove(group);
    running.ifPresent(process -> process.groups().retire(group));
  }

  void locate(GroupId group, SortedSet<NodeId> nodes) {
    located.put(group, nodes);
    running.ifPresent(process -> process.groups().locate(group, nodes));
  }

  /** Starts a process; only when none runs. */
  void start() {
    if (running.isPresent()) {
      throw new IllegalStateException(id + " runs already");
    }
    Life life = new Life(agenda, id);
    SimTransport transport = network.attach(id, life);
    SimGroupStore store = new SimGroupStore(life, chance.split(), disk, diskWeather);
    RandomGenerator random = chance.generator();
    List<Loop> loops = loops(life);
    SimTimers timers = new SimTimers(agenda, life, clock, chance.split());
    AgreedClock agreed = new AgreedClock(timers);
    Groups groups =
        new Groups(
            new GroupsConfig(id, settings.raft(), 50, settings.requests(), 64L << 20),
            random,
            new Groups.Ports(loops, timers, agreed::millis, transport, store, observer()));
    KeyspaceReader reader = new KeyspaceReader(groups, FORMAT, timers, agreed::millis);
    running = Optional.of(new Running(life, groups, store, reader));
    groups.recover();
    transport.listen(inbox(groups, agreed));
    groups.start();
    located.forEach(groups::locate);
    hosted.forEach(
        (group, replica) -> groups.host(group, replica.self(), replica.start(), machine(group)));
  }

  private StateMachine machine(GroupId group) {
    return group.equals(SHARD)
        ? new KeyspaceMachine(FORMAT)
        : new RegisterMachine(
            (index, command, result) -> judge.carriedOut(id, group, index, command, result));
  }

  private static Transport.Receiver inbox(Groups groups, AgreedClock agreed) {
    return new Transport.Receiver() {
      @Override
      public void onMessage(NodeId from, PeerMessage message) {
        if (message instanceof PeerMessage.OfGroup(GroupMessage content, long agreedMillis)) {
          agreed.heard(from, agreedMillis);
          groups.receive(from, content);
        }
      }

      @Override
      public void onUnreachable(NodeId peer) {
        groups.peerLost(peer);
      }
    };
  }

  private List<Loop> loops(Life life) {
    List<Loop> loops = new ArrayList<>();
    for (int i = 0; i < settings.loops(); i++) {
      loops.add(
          new SimLoop(
              life,
              chance.split(),
              settings.loopCapacity(),
              () -> census.onFault(Fault.SHORT_LOOP)));
    }
    return loops;
  }

  private Observer observer() {
    Consumer<Object> count =
        observation -> census.onObservation(observation.getClass().getSimpleName());
    return new Observer() {
      @Override
      public void onReplication(ReplicationObservation observation) {
        count.accept(observation);
      }

      @Override
      public void onMembership(MembershipObservation observation) {}

      @Override
      public void onFounding(FoundingObservation observation) {}

      @Override
      public void onHandoff(HandoffObservation observation) {}

      @Override
      public void onCatalogue(CatalogueObservation observation) {
        count.accept(observation);
      }

      @Override
      public void onGroup(GroupId group, RaftObservation observation) {
        agenda.note("observed", () -> id + " " + group + " " + observation);
        count.accept(observation);
      }
    };
  }

  /** Ends the process; of what was not synced a prefix survives. */
  void crash() {
    running.ifPresent(process -> process.life().end());
    running = Optional.empty();
    network.detach(id);
    agenda.note("crash", () -> id + " with " + disk.unsynced() + " unsynced");
    disk.crash((int) chance.between(0, disk.unsynced()));
    diskWeather.clear();
  }

  /** Puts an empty disk in, and forgets what lay on the old one; only when no process runs. */
  void replaceDisk() {
    disk = new SimGroupDisk();
    hosted.clear();
  }
}
