package io.kvasir.sim;

import io.kvasir.contract.Founded;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.RaftObservation;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.handoff.HandoffObservation;
import io.kvasir.core.membership.MembershipObservation;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.topology.CatalogueObservation;
import io.kvasir.core.topology.FoundingConfig;
import io.kvasir.core.topology.FoundingObservation;
import io.kvasir.core.topology.Member;
import io.kvasir.core.topology.Topology;
import io.kvasir.edge.wire.ProtobufKeyspaceFormat;
import io.kvasir.edge.wire.TopologyProtobuf;
import io.kvasir.engine.ClusterPlan;
import io.kvasir.engine.Engine;
import io.kvasir.engine.Upkeep;
import io.kvasir.engine.groups.GroupStatus;
import io.kvasir.engine.groups.KeyspaceMachine;
import io.kvasir.engine.port.KeyspaceFormat;
import io.kvasir.engine.port.Liveness;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.Observer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** One machine: its disk, its clock, and the process that runs on it, if one does. */
final class SimNode {
  private static final KeyspaceFormat KEYSPACE = new ProtobufKeyspaceFormat();

  private final NodeId id;
  private final Scenario scenario;
  private final Agenda agenda;
  private final Chance chance;
  private final SimNetwork network;
  private final Census census;
  private final Mutation mutation;
  private final Function<NodeId, SimDisk> disks;
  private final SimClock clock;
  private final DiskWeather diskWeather = new DiskWeather();
  private final BiConsumer<NodeId, Topology> onTopology;
  private SimDisk disk;
  private SimGroupDisk groupDisk = new SimGroupDisk();
  private Actor actor;
  private Optional<Running> running = Optional.empty();
  private Optional<SimDisk> ashes = Optional.empty();

  /** A process. */
  record Running(Life life, Engine engine, SimStore store) {}

  SimNode(
      NodeId id,
      Scenario scenario,
      Agenda agenda,
      Chance chance,
      SimNetwork network,
      Census census,
      Mutation mutation,
      Function<NodeId, SimDisk> disks,
      BiConsumer<NodeId, Topology> onTopology) {
    this.id = id;
    this.onTopology = onTopology;
    this.scenario = scenario;
    this.agenda = agenda;
    this.chance = chance;
    this.network = network;
    this.census = census;
    this.mutation = mutation;
    this.disks = disks;
    this.disk = disks.apply(id);
    this.actor = new Actor(chance.bits());
    this.clock = new SimClock(agenda, chance.between(-50, 50), driftPpm());
    if (scenario.founders().contains(id)) {
      found();
    }
  }

  /** The cluster exists before the run begins. */
  private void found() {
    Topology topology = scenario.founding();
    Founded.fill(topology, id, groupDisk::perform, this::keep);
    groupDisk.sync(groupDisk.unsynced());
    disk.sync(disk.unsynced());
  }

  private void keep(Bytes standing) {
    disk.append(new SimDisk.LogRecord.SaveStanding(standing));
  }

  private int driftPpm() {
    if (!scenario.faults().contains(Fault.CLOCK_DRIFT)) {
      return 0;
    }
    census.onFault(Fault.CLOCK_DRIFT);
    return (int) chance.between(-50_000, 50_000);
  }

  NodeId id() {
    return id;
  }

  Optional<Running> running() {
    return running;
  }

  SimDisk disk() {
    return disk;
  }

  DiskWeather diskWeather() {
    return diskWeather;
  }

  SimClock clock() {
    return clock;
  }

  /** Starts a process; only when none runs. */
  void start() {
    if (running.isPresent()) {
      throw new IllegalStateException(id + " runs already");
    }
    Life life = new Life(agenda, id);
    SimStore store = new SimStore(life, chance.split(), disk, diskWeather);
    Engine.Ports ports =
        new Engine.Ports(
            loops(life),
            new SimTimers(agenda, life, clock, chance.split()),
            network.attach(id, life),
            Liveness.UNKNOWN,
            store,
            new SimGroupStore(life, chance.split(), groupDisk, diskWeather),
            store,
            observer());
    Engine engine =
        new Engine(
            scenario.limits().of(id), actor, chance.generator(), mutation.of(ports, life), plan());
    running = Optional.of(new Running(life, engine, store));
    if (scenario.faults().contains(Fault.SMALL_LIMITS)) {
      census.onFault(Fault.SMALL_LIMITS);
    }
    engine.start();
  }

  private ClusterPlan plan() {
    Member self = new Member(id, 0, id + ":1", "http://" + id, "");
    FoundingConfig founding =
        new FoundingConfig(
            self, new TreeSet<>(scenario.nodes()), true, scenario.ring().partitions());
    return new ClusterPlan(
        founding,
        new TopologyProtobuf(),
        () -> new KeyspaceMachine(KEYSPACE),
        clusterId -> {},
        topology -> onTopology.accept(id, topology),
        Upkeep.NONE);
  }

  /** Its replica of the topology's group, if it runs. */
  Optional<RaftStatus> topologyReplica() {
    return running.flatMap(
        process -> process.engine().groups().status(GroupId.TOPOLOGY).flatMap(GroupStatus::raft));
  }

  /** Ends the process; of what was not synced a prefix survives. */
  void crash() {
    running.ifPresent(process -> process.life().end());
    running = Optional.empty();
    network.detach(id);
    agenda.note("crash", () -> id + " with " + disk.unsynced() + " unsynced");
    disk.crash((int) chance.between(0, disk.unsynced()));
    groupDisk.crash((int) chance.between(0, groupDisk.unsynced()));
    diskWeather.clear();
  }

  /** The machine burns down. */
  void lose() {
    crash();
    ashes = Optional.of(disk);
    replaceDisk();
  }

  boolean isLost() {
    return ashes.isPresent();
  }

  /** The disk of a machine that is lost, as it was. */
  Optional<SimDisk> ashes() {
    return ashes;
  }

  /** Puts an empty disk in; who writes to it is somebody new. */
  void replaceDisk() {
    Optional<Bytes> standing = disk.standing();
    disk = disks.apply(id);
    groupDisk = new SimGroupDisk();
    if (mutation == Mutation.LOST_DISK_UNNOTICED) {
      standing.map(this::withoutLogs).ifPresent(disk::begin);
    } else {
      actor = new Actor(chance.bits());
    }
  }

  private Bytes withoutLogs(Bytes standing) {
    TopologyProtobuf format = new TopologyProtobuf();
    return format.ofStanding(format.standing(standing).withoutLogs(chance.bits()));
  }

  private List<Loop> loops(Life life) {
    List<Loop> loops = new ArrayList<>();
    for (int i = 0; i < scenario.loops(); i++) {
      loops.add(
          new SimLoop(
              life,
              chance.split(),
              scenario.loopCapacity(),
              () -> census.onFault(Fault.SHORT_LOOP)));
    }
    return loops;
  }

  private Observer observer() {
    return new Observer() {
      @Override
      public void onReplication(ReplicationObservation observation) {
        census.onObservation(observation.getClass().getSimpleName());
      }

      @Override
      public void onCatalogue(CatalogueObservation observation) {
        census.onObservation(observation.getClass().getSimpleName());
      }

      @Override
      public void onFounding(FoundingObservation observation) {
        census.onObservation(observation.getClass().getSimpleName());
      }

      @Override
      public void onMembership(MembershipObservation observation) {
        census.onObservation(observation.getClass().getSimpleName());
      }

      @Override
      public void onHandoff(HandoffObservation observation) {
        census.onObservation(observation.getClass().getSimpleName());
      }

      @Override
      public void onGroup(GroupId group, RaftObservation observation) {
        census.onObservation(observation.getClass().getSimpleName());
      }
    };
  }
}
