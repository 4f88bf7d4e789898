package io.kvasir.engine.groups;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.MembershipChange;
import io.kvasir.core.consensus.Recovered;
import io.kvasir.core.consensus.Refusal;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.time.Deadline;
import io.kvasir.core.watch.WatchScope;
import io.kvasir.engine.groups.GroupStatus.Condition;
import io.kvasir.engine.loop.Deadlines;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.GroupMessage;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.HistoryOutcome;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.RowQuery;
import io.kvasir.engine.port.RowsOutcome;
import io.kvasir.engine.port.StorageFault;
import io.kvasir.engine.port.SubmitOutcome;
import io.kvasir.engine.port.Timers;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** The groups of one loop. All methods run on the loop, but {@link #keep}, which runs before. */
final class GroupLoop implements GroupRunner.Host {
  /** What requests under way need. */
  record Context(
      NodeId self,
      Timers timers,
      Post post,
      Budget budget,
      Deadlines deadlines,
      Directory directory,
      Voters voters,
      Routes routes,
      LocalReads localReads) {
    Deadline deadline(long timeoutMillis) {
      return Deadline.after(timers.now(), timeoutMillis);
    }

    /** Who carried out what was just applied here, as far as known. */
    NodeId leaderOrSelf(GroupId group) {
      return directory.leader(group).map(Directory.Leader::node).orElse(self);
    }
  }

  private final GroupsConfig config;
  private final Groups.Ports ports;
  private final Loop loop;
  private final Tokens tokens;
  private final SplittableRandom random;
  private final Map<GroupId, GroupStatus> statuses;
  private final Context context;
  private final Submits submits;
  private final RowReads reads;
  private final Confirmations confirmations;
  private final Inbound inbound;
  private final Follows follows;
  private final TreeMap<GroupId, GroupRunner> runners = new TreeMap<>();
  private final TreeMap<GroupId, GroupStore.Opened> kept = new TreeMap<>();
  private final TreeMap<GroupId, ReplicaId> beginning = new TreeMap<>();
  private final Bundles bundles;
  private final Inquiries inquiries;
  private final Set<GroupRunner> withWork = new LinkedHashSet<>();
  private boolean isFlushDue;
  private long ticks;

  /**
   * @param statuses where the state of the groups is published
   */
  GroupLoop(
      GroupsConfig config,
      Groups.Ports ports,
      Loop loop,
      Tokens tokens,
      long seed,
      Map<GroupId, GroupStatus> statuses) {
    this.config = config;
    this.ports = ports;
    this.loop = loop;
    this.tokens = tokens;
    this.random = new SplittableRandom(seed);
    this.statuses = statuses;
    this.context = context();
    this.submits = new Submits(context, tokens);
    this.reads = new RowReads(context, tokens);
    this.confirmations = new Confirmations(context, tokens);
    this.inbound = new Inbound(context);
    this.follows = new Follows(context, ports.store(), loop, tokens, this::running);
    this.bundles = new Bundles(context.post());
    this.inquiries = new Inquiries(context.post());
  }

  private Context context() {
    Directory directory = new Directory();
    Voters voters = new Voters(config.self(), ports.transport());
    Routes routes = new Routes(config.self(), directory, voters, this::running, this::isComing);
    return new Context(
        config.self(),
        ports.timers(),
        new Post(ports.transport(), ports.clock()),
        new Budget(config.requestsPerLoop(), config.bytesPerLoop()),
        new Deadlines(ports.timers(), loop),
        directory,
        voters,
        routes,
        new LocalReads(ports.store(), loop, routes::elsewhere));
  }

  Loop loop() {
    return loop;
  }

  /** Takes over what the store holds of a group. */
  void keep(GroupId group, GroupStore.Opened opened) {
    kept.put(group, opened);
    statuses.put(
        group,
        switch (opened) {
          case GroupStore.Opened.Intact intact -> GroupStatus.of(group, Condition.KEPT, "");
          case GroupStore.Opened.Damaged(String reason) ->
              GroupStatus.of(group, Condition.DAMAGED, reason);
        });
  }

  /** Begins the replica, or goes on with it; nothing when it runs, or ran, already. */
  void host(GroupId group, ReplicaId self, LogStart start, StateMachine machine) {
    GroupRunner present = runners.get(group);
    boolean isHere =
        (present != null && present.self().equals(self)) || self.equals(beginning.get(group));
    if (isHere) {
      return;
    }
    GroupStore.Opened opened = kept.remove(group);
    stop(group);
    if (opened instanceof GroupStore.Opened.Intact(long life, Recovered recovered)
        && life == self.life()) {
      run(group, self, recovered, machine);
    } else {
      begin(group, self, start, machine);
    }
  }

  private void begin(GroupId group, ReplicaId self, LogStart start, StateMachine machine) {
    beginning.put(group, self);
    statuses.put(group, GroupStatus.of(group, Condition.BEGINNING, ""));
    ports
        .store()
        .create(
            group,
            self.life(),
            start,
            new OnLoop<>(
                loop,
                nothing -> {
                  if (beginning.remove(group, self)) {
                    run(group, self, Recovered.blank(start), machine);
                  }
                },
                fault -> {
                  if (self.equals(beginning.get(group))) {
                    noteFault(GroupStatus.of(group, Condition.STOPPED, fault.reason()));
                  }
                }));
  }

  private void run(GroupId group, ReplicaId self, Recovered recovered, StateMachine machine) {
    GroupRunner.Making making =
        new GroupRunner.Making(group, self, config, ports, loop, tokens, random.split());
    GroupRunner runner = new GroupRunner(making, recovered, machine, this);
    runners.put(group, runner);
    publish(runner);
    follows.hosted(runner);
    runner.start();
  }

  private void stop(GroupId group) {
    beginning.remove(group);
    inquiries.forget(group);
    GroupRunner runner = runners.remove(group);
    if (runner != null) {
      runner.stop();
      withWork.remove(runner);
      follows.lost(group);
    }
  }

  void retire(GroupId group) {
    stop(group);
    kept.remove(group);
    statuses.remove(group);
    ports.store().destroy(group, new OnLoop<>(loop, nothing -> {}, this::observeFault));
  }

  void locate(GroupId group, SortedSet<NodeId> nodes) {
    context.directory().locate(group, nodes);
  }

  void tick() {
    boolean isBeat = ++ticks % config.raft().heartbeatTicks() == 0;
    List.copyOf(runners.values()).forEach(runner -> runner.tick(isBeat));
    runners.values().stream().filter(this::isHelpless).forEach(GroupRunner::loseProposals);
    submits.retryAll();
    reads.retryAll();
    follows.tick();
    flush();
    for (GroupRunner runner : runners.values()) {
      if (runner.isRunning() && runner.takeStatusOld()) {
        publish(runner);
      }
    }
  }

  /**
   * It led, or never did, and no majority is in reach that could lead: waiting tells nobody more.
   */
  private boolean isHelpless(GroupRunner runner) {
    return runner.awaitsCommit()
        && !runner.isLeader()
        && context.routes().shortage(runner).isPresent();
  }

  private void publish(GroupRunner runner) {
    statuses.put(runner.group(), GroupStatus.running(runner.group(), runner.status()));
  }

  void submit(GroupId group, Bytes command, long timeoutMillis, Consumer<SubmitOutcome> done) {
    submits.begin(group, command, timeoutMillis, done);
  }

  void read(
      GroupId group,
      RowQuery query,
      boolean isLinearizable,
      long timeoutMillis,
      Consumer<RowsOutcome> done) {
    reads.begin(group, query, isLinearizable, timeoutMillis, done);
  }

  void follow(Follow follow) {
    follows.begin(follow);
  }

  void unfollow(Follow follow) {
    follows.cancel(follow);
  }

  void confirm(GroupId group, SortedSet<NodeId> nodes, long timeoutMillis, Runnable done) {
    confirmations.begin(group, nodes, timeoutMillis, done);
  }

  void change(
      GroupId group, MembershipChange change, long timeoutMillis, Consumer<ChangeOutcome> done) {
    running(group)
        .ifPresentOrElse(
            runner -> {
              Changer changer = new Changer(done);
              context
                  .deadlines()
                  .after(timeoutMillis, () -> changer.end(new ChangeOutcome.Unknown()));
              runner.change(change, changer);
            },
            () -> done.accept(new ChangeOutcome.NoReplica()));
  }

  /** Tells one caller once. */
  private static final class Changer implements Proposals.Proposer {
    private final Consumer<ChangeOutcome> done;
    private boolean isOver;

    Changer(Consumer<ChangeOutcome> done) {
      this.done = done;
    }

    void end(ChangeOutcome outcome) {
      if (!isOver) {
        isOver = true;
        done.accept(outcome);
      }
    }

    @Override
    public void committed(Bytes result) {
      end(new ChangeOutcome.Changed());
    }

    @Override
    public void replaced() {
      end(new ChangeOutcome.Refused(Refusal.NOT_LEADER, Optional.empty()));
    }

    @Override
    public void refused(Refusal reason, Optional<ReplicaId> leader) {
      end(new ChangeOutcome.Refused(reason, leader));
    }

    @Override
    public void lost() {
      end(new ChangeOutcome.Unknown());
    }
  }

  void inquire(GroupId group, SortedSet<NodeId> nodes, LongConsumer letGo) {
    running(group).ifPresent(runner -> inquiries.ask(runner, nodes, letGo));
  }

  void transfer(GroupId group, ReplicaId to) {
    running(group).ifPresent(runner -> runner.transfer(to));
  }

  void receive(NodeId from, GroupMessage message) {
    switch (message) {
      case GroupMessage.OfReplica single -> receive(single);
      case GroupMessage.Bundle(List<GroupMessage.OfReplica> messages) ->
          messages.forEach(this::receive);
      case GroupMessage.Submit request -> inbound.submit(from, request, running(request.group()));
      case GroupMessage.ReadRows request ->
          inbound.readRows(from, request, running(request.group()));
      case GroupMessage.Submitted(GroupId group, long token, SubmitOutcome outcome) ->
          submits.answered(from, token, outcome);
      case GroupMessage.RowsRead(GroupId group, long token, RowsOutcome outcome) -> {
        reads.answered(from, token, outcome);
        confirmations.answered(from, token);
      }
      case GroupMessage.ReadHistory request -> readHistory(from, request);
      case GroupMessage.HistoryRead(GroupId group, long token, HistoryOutcome outcome) ->
          follows.answered(from, token, outcome);
      case GroupMessage.AskMembers(GroupId group, ReplicaId asker) ->
          running(group).ifPresent(runner -> inquiries.answer(asker, runner));
      case GroupMessage.TellMembers(GroupId group, long index, Membership members) ->
          running(group).ifPresent(runner -> inquiries.learn(runner, index, members));
    }
  }

  /**
   * History that is too large for the transport, or finds its queue full, cannot be had from here.
   */
  private void readHistory(NodeId from, GroupMessage.ReadHistory request) {
    GroupId group = request.group();
    Consumer<HistoryOutcome> answer =
        outcome -> {
          GroupMessage told = new GroupMessage.HistoryRead(group, request.token(), outcome);
          if (!context.post().send(from, told)) {
            HistoryOutcome refusal = new HistoryOutcome.NotRead(new GroupRefusal.Overloaded());
            context
                .post()
                .send(from, new GroupMessage.HistoryRead(group, request.token(), refusal));
          }
        };
    if (running(group).flatMap(GroupRunner::annals).isEmpty()) {
      answer.accept(new HistoryOutcome.NotRead(new GroupRefusal.NoReplica()));
    } else {
      FollowRequest follow =
          new FollowRequest(
              group, request.after(), WatchScope.ALL, request.bytes(), request.waitMillis());
      follows.begin(new Follow(follow, context.deadline(request.waitMillis()), answer));
    }
  }

  private void receive(GroupMessage.OfReplica message) {
    GroupRunner runner = runners.get(message.group());
    if (runner != null) {
      runner.receive(message.from(), message.to(), message.message());
    }
  }

  void peerLost(NodeId peer) {
    List.copyOf(runners.values()).forEach(runner -> runner.peerLost(peer));
    submits.peerLost(peer);
    reads.peerLost(peer);
    confirmations.peerLost(peer);
    follows.peerLost(peer);
  }

  private boolean isComing(GroupId group) {
    return beginning.containsKey(group) || kept.get(group) instanceof GroupStore.Opened.Intact;
  }

  private Optional<GroupRunner> running(GroupId group) {
    return Optional.ofNullable(runners.get(group)).filter(GroupRunner::isRunning);
  }

  @Override
  public void hasWork(GroupRunner runner) {
    withWork.add(runner);
    if (!isFlushDue) {
      isFlushDue = true;
      loop.complete(this::flush);
    }
  }

  private void flush() {
    isFlushDue = false;
    List<GroupRunner> all = List.copyOf(withWork);
    withWork.clear();
    all.forEach(GroupRunner::flush);
    bundles.flush();
  }

  @Override
  public void send(NodeId to, GroupMessage.OfReplica message) {
    bundles.send(to, message);
  }

  @Override
  public void roleChanged(GroupRunner runner) {
    GroupId group = runner.group();
    runner
        .leader()
        .ifPresentOrElse(
            leader -> context.directory().learn(group, leader),
            () -> context.directory().forget(group, runner.term()));
    loop.complete(
        () -> {
          submits.retry(group);
          reads.retry(group);
        });
  }

  @Override
  public void stopped(GroupRunner runner, StorageFault fault) {
    Condition condition = fault.isDamage() ? Condition.DAMAGED : Condition.STOPPED;
    noteFault(
        new GroupStatus(runner.group(), condition, Optional.of(runner.status()), fault.reason()));
    follows.lost(runner.group());
  }

  private void noteFault(GroupStatus status) {
    statuses.put(status.group(), status);
    observeFault(new StorageFault(status.fault()));
  }

  private void observeFault(StorageFault fault) {
    ports.observer().onReplication(new ReplicationObservation.StorageFaulted(fault.reason()));
  }
}
