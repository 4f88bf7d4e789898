package io.kvasir.engine;

import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.consensus.Role;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.topology.Founding;
import io.kvasir.core.topology.Founding.Effect;
import io.kvasir.core.topology.Founding.Event;
import io.kvasir.core.topology.FoundingMessage;
import io.kvasir.core.topology.FoundingObservation;
import io.kvasir.core.topology.Member;
import io.kvasir.core.topology.Standing;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.TopologyCommand;
import io.kvasir.core.topology.Usher;
import io.kvasir.engine.groups.GroupStatus;
import io.kvasir.engine.groups.Groups;
import io.kvasir.engine.groups.TopologyMachine;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.Liveness;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.StorageFault;
import io.kvasir.engine.port.SubmitOutcome;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Brings this node into its cluster and follows what the cluster agrees on: runs {@link Founding}
 * and the replica of the topology's group, hands each topology to the data path, and lets {@link
 * GroupKeeper} do what it demands. Belongs to one loop; messages come from any thread.
 */
final class ClusterDesk {
  /** How often it looks around. */
  private static final long TICK_MILLIS = 200;

  /** How long a change that it asks for itself may take; it asks again. */
  private static final long PATIENCE_MILLIS = 2_000;

  /** How many changes it asks for at a time. */
  private static final int CHANGES = 64;

  private final ClusterPlan plan;
  private final Engine.Ports ports;
  private final Loop loop;
  private final Groups groups;
  private final TopologyDesk changes;
  private final Consumer<Topology> follower;
  private final Consumer<Runnable> ifOwesNothing;
  private final BooleanSupplier isFilled;
  private final Runnable onLeave;
  private final GroupKeeper keeper;
  private final RandomGenerator random;
  private final AtomicBoolean tickDue = new AtomicBoolean();
  private volatile boolean mustRestart;
  private Founding founding;

  /** What the replica of the topology's group begins its log with, if it founds the cluster. */
  private Optional<Topology> initial = Optional.empty();

  /** As the replica of the topology's group has it; it goes through the past when it is new. */
  private Optional<Topology> learned = Optional.empty();

  /** What the node was told when it became a member; the data path never works on less. */
  private Optional<Topology> served = Optional.empty();

  /** Changes that this node asked for and that are not answered yet. */
  private final Set<TopologyCommand> asked = new LinkedHashSet<>();

  /**
   * Not running yet.
   *
   * @param follower takes each topology that is to be worked on
   * @param ifOwesNothing runs what it is given, once, if all deltas of this node are where they
   *     belong
   * @param isFilled whether it holds again all that it owns
   * @param onLeave told when this node is no member any more
   */
  ClusterDesk(
      ClusterPlan plan,
      Engine.Ports ports,
      Groups groups,
      TopologyDesk changes,
      Consumer<Topology> follower,
      Consumer<Runnable> ifOwesNothing,
      BooleanSupplier isFilled,
      Runnable onLeave,
      RandomGenerator random) {
    this.plan = plan;
    this.ports = ports;
    this.loop = ports.loops().getFirst();
    this.groups = groups;
    this.changes = changes;
    this.follower = follower;
    this.ifOwesNothing = ifOwesNothing;
    this.isFilled = isFilled;
    this.onLeave = onLeave;
    this.random = random;
    this.keeper =
        new GroupKeeper(
            plan.founding().self().id(),
            groups,
            plan.shards(),
            this::isReachable,
            this::announce,
            loop);
    this.founding = new Founding(plan.founding(), blank(), random);
  }

  private Standing blank() {
    return new Standing.Outside(random.nextLong(), 0);
  }

  /** Reads what this node belongs to. Blocks; after the groups recovered, before {@link #start}. */
  void recover() {
    Standing saved =
        ports.standingStore().loadStanding().map(plan.format()::standing).orElseGet(this::blank);
    Standing usable = logsAreLost(saved) ? saved.withoutLogs(random.nextLong()) : saved;
    founding = new Founding(plan.founding(), usable, random);
    tellCluster();
  }

  /** One life covers all logs of a node: a voter must not forget in one what it said in another. */
  private boolean logsAreLost(Standing saved) {
    boolean damaged =
        groups.statuses().stream()
            .anyMatch(status -> status.condition() == GroupStatus.Condition.DAMAGED);
    boolean missing =
        saved instanceof Standing.Settled settled
            && settled.founder()
            && groups.status(GroupId.TOPOLOGY).isEmpty();
    return damaged || missing;
  }

  /** Whether this node owned partitions when it came, and has not got all of them back. */
  boolean isBlank() {
    return founding.standing() instanceof Standing.Settled settled && settled.blank();
  }

  void start() {
    loop.complete(() -> handle(new Event.Started()));
    scheduleTick();
  }

  private void scheduleTick() {
    ports
        .timers()
        .schedule(
            TICK_MILLIS,
            () -> {
              if (tickDue.compareAndSet(false, true)) {
                loop.complete(this::tick);
              }
              scheduleTick();
            });
  }

  private void tick() {
    tickDue.set(false);
    handle(new Event.Tick());
    beginAnewIfDamaged();
    if (isBlank() && isFilled.getAsBoolean()) {
      handle(new Event.Filled());
    }
    if (leadsTopology()) {
      foundCluster();
    }
    present().ifPresent(keeper::tend);
    present().ifPresent(this::usher);
  }

  /** Members join unasked, the dead give their place up, and who was to leave goes. */
  private void usher(Topology topology) {
    if (leadsTopology()) {
      Usher.due(topology, this::isReachable, this::isLost, plan.upkeep().autoJoin())
          .forEach(command -> submit(command, outcome -> {}));
    }
    Usher.parting(topology, plan.founding().self().id())
        .filter(command -> !holdsGroups())
        .ifPresent(command -> ifOwesNothing.accept(() -> submit(command, outcome -> {})));
  }

  private boolean holdsGroups() {
    return groups.statuses().stream().anyMatch(status -> !status.group().equals(GroupId.TOPOLOGY));
  }

  private boolean isLost(NodeId node) {
    OptionalLong patience = plan.upkeep().removeDeadAfterMillis();
    return patience.isPresent()
        && ports
            .liveness()
            .of(node)
            .filter(Liveness.Sight::isGone)
            .filter(
                sight -> sight.since().millisUntil(ports.timers().now()) >= patience.getAsLong())
            .isPresent();
  }

  /**
   * A replica that met damage cannot go on, and its node must not vote in it again with what it
   * forgot: the next start is another life of the node.
   */
  private void beginAnewIfDamaged() {
    boolean isDamaged =
        groups.statuses().stream()
            .anyMatch(
                status ->
                    status.condition() == GroupStatus.Condition.DAMAGED
                        && status.raft().isPresent());
    if (isDamaged && !mustRestart) {
      mustRestart = true;
      Standing next = founding.standing().withoutLogs(random.nextLong());
      ports.standingStore().saveStanding(plan.format().ofStanding(next), savingForTheNextStart());
    }
  }

  private Completion<Void> savingForTheNextStart() {
    return new Completion<>() {
      @Override
      public void succeed(Void nothing) {
        // The process goes on with what is whole until it is restarted.
      }

      @Override
      public void fail(StorageFault fault) {
        ports.observer().onReplication(new ReplicationObservation.StorageFaulted(fault.reason()));
      }
    };
  }

  /** Whether something here is damaged that only another start can begin anew. From any thread. */
  boolean mustRestart() {
    return mustRestart;
  }

  void receive(NodeId from, FoundingMessage message) {
    loop.offer(() -> handle(new Event.Received(from, message)));
  }

  private void handle(Event event) {
    List<Effect> effects = founding.on(event);
    tellCluster();
    effects.forEach(this::carryOut);
  }

  private void tellCluster() {
    plan.clusterId().accept(founding.standing().topology().map(Topology::clusterId).orElse(0L));
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.Send(NodeId to, FoundingMessage message) ->
          ports.transport().send(to, new PeerMessage.OfFounding(message));
      case Effect.Save(Standing standing) ->
          ports.standingStore().saveStanding(plan.format().ofStanding(standing), saving());
      case Effect.Run(ReplicaId self, LogStart start, Optional<Topology> first) ->
          run(self, start, first);
      case Effect.Abandon() -> abandon();
      case Effect.Serve(Topology topology) -> serve(topology);
      case Effect.Leave() -> onLeave.run();
      case Effect.Add(Member member) -> add(member);
      case Effect.Observed(FoundingObservation observation) ->
          ports.observer().onFounding(observation);
    }
  }

  private Completion<Void> saving() {
    return new Completion<>() {
      @Override
      public void succeed(Void nothing) {
        loop.complete(() -> handle(new Event.Saved()));
      }

      @Override
      public void fail(StorageFault fault) {
        ports.observer().onReplication(new ReplicationObservation.StorageFaulted(fault.reason()));
        loop.complete(() -> handle(new Event.SaveFailed()));
      }
    };
  }

  private void run(ReplicaId self, LogStart start, Optional<Topology> first) {
    initial = first;
    learned = Optional.empty();
    groups.host(
        GroupId.TOPOLOGY,
        self,
        start,
        new TopologyMachine(plan.format(), this::onTopology, this::foundCluster));
  }

  private void abandon() {
    initial = Optional.empty();
    groups.retire(GroupId.TOPOLOGY);
  }

  /** Told by the state machine, on this loop. */
  private void onTopology(Topology topology) {
    learned = Optional.of(topology);
    if (served.isEmpty()
        && founding.standing() instanceof Standing.Settled settled
        && !settled.first().isAfter(topology)) {
      plan.listener().accept(topology); // whom it asks before it serves
    }
    handle(new Event.Learned(topology));
    follow();
  }

  /**
   * What was saved at the beginning is old, so the data path waits for what the state machine
   * knows; but only who knows the members' addresses can be told.
   */
  private void serve(Topology topology) {
    plan.listener().accept(topology);
    served = Optional.of(topology);
    follow();
  }

  private void follow() {
    present().ifPresent(this::follow);
  }

  /** Before anybody asks for a new group, its loop was told of it. */
  private void follow(Topology topology) {
    plan.listener().accept(topology);
    keeper.follow(topology, founding.standing().life());
    follower.accept(topology);
  }

  private Optional<Topology> present() {
    return served.flatMap(least -> learned.filter(now -> !least.isAfter(now)));
  }

  /** The first leader of a new cluster's group begins its history. */
  private void foundCluster() {
    if (initial.isPresent() && learned.isEmpty()) {
      submit(new TopologyCommand.Found(initial.get()), outcome -> {});
    }
  }

  private boolean leadsTopology() {
    return groups
        .status(GroupId.TOPOLOGY)
        .flatMap(GroupStatus::raft)
        .map(RaftStatus::role)
        .filter(role -> role == Role.LEADER)
        .isPresent();
  }

  private void add(Member member) {
    learned.ifPresent(topology -> add(TopologyCommand.AddMember.to(topology, member)));
  }

  private void add(TopologyCommand.AddMember command) {
    submit(
        command,
        outcome -> {
          if (outcome instanceof SubmitOutcome.Committed && learned.isPresent()) {
            changes.refresh(PATIENCE_MILLIS, () -> loop.complete(() -> added(command.member())));
          }
        });
  }

  private void added(Member member) {
    learned
        .filter(topology -> topology.isMember(member.replica()))
        .ifPresent(topology -> handle(new Event.Added(member, topology)));
  }

  private void announce(GroupId group) {
    submit(new TopologyCommand.Begun(group), outcome -> {});
  }

  /** What is not done is asked for again. */
  private void submit(TopologyCommand command, Consumer<SubmitOutcome> then) {
    if (asked.size() < CHANGES && asked.add(command)) {
      changes.submitOwn(
          command,
          PATIENCE_MILLIS,
          outcome ->
              loop.complete(
                  () -> {
                    asked.remove(command);
                    then.accept(outcome);
                  }));
    }
  }

  private boolean isReachable(NodeId node) {
    return node.equals(plan.founding().self().id()) || ports.transport().isReachable(node);
  }
}
