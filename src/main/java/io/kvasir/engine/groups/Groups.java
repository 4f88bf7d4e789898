package io.kvasir.engine.groups;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.HandOver;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.MembershipChange;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.core.time.Deadline;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.GroupMessage;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.HistoryOutcome;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.Observer;
import io.kvasir.engine.port.RowQuery;
import io.kvasir.engine.port.RowsOutcome;
import io.kvasir.engine.port.SubmitOutcome;
import io.kvasir.engine.port.Timers;
import io.kvasir.engine.port.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * All groups that concern one node: those it has replicas of, and those whose replicas are
 * elsewhere. Groups are dealt out to loops; all that concerns a group happens on its loop. All
 * methods but {@link #recover} may be called from any thread and never block.
 */
public final class Groups {
  /**
   * The world the groups live in.
   *
   * @param clock milliseconds since 1970 as nodes agree on it, by which leaders tell what has ended
   */
  public record Ports(
      List<Loop> loops,
      Timers timers,
      LongSupplier clock,
      Transport transport,
      GroupStore store,
      Observer observer) {
    public Ports {
      loops = List.copyOf(loops);
    }
  }

  private final GroupsConfig config;
  private final Ports ports;
  private final List<GroupLoop> loops = new ArrayList<>();
  private final ConcurrentSkipListMap<GroupId, GroupStatus> statuses =
      new ConcurrentSkipListMap<>();

  /**
   * @param random for tokens that do not recur in the next life of the process, and for the time
   *     between elections
   */
  public Groups(GroupsConfig config, RandomGenerator random, Ports ports) {
    this.config = config;
    this.ports = ports;
    for (int index = 0; index < ports.loops().size(); index++) {
      Tokens tokens = new Tokens(random.nextLong(), index, ports.loops().size());
      loops.add(
          new GroupLoop(
              config, ports, ports.loops().get(index), tokens, random.nextLong(), statuses));
    }
  }

  /** Reads what the store holds. Blocks; called once, before everything else. */
  public void recover() {
    ports.store().groups().forEach((group, opened) -> loopOf(group).keep(group, opened));
  }

  /** Time begins to pass. */
  public void start() {
    loops.forEach(loop -> scheduleTick(loop, new AtomicBoolean()));
  }

  /** A loop that stood still goes on with one tick, however many it missed. */
  private void scheduleTick(GroupLoop loop, AtomicBoolean isDue) {
    ports
        .timers()
        .schedule(
            config.tickMillis(),
            () -> {
              if (isDue.compareAndSet(false, true)) {
                loop.loop()
                    .complete(
                        () -> {
                          isDue.set(false);
                          loop.tick();
                        });
              }
              scheduleTick(loop, isDue);
            });
  }

  /**
   * Runs a replica on this node; nothing happens if it runs already. What the store holds of it is
   * gone on with, if it is whole and of this life; else the replica begins with {@code start}.
   *
   * @param self the replica, on this node
   * @param start where a replica without a past begins
   */
  public void host(GroupId group, ReplicaId self, LogStart start, StateMachine machine) {
    if (!self.node().equals(config.self())) {
      throw new IllegalArgumentException(self + " is not on " + config.self());
    }
    GroupLoop loop = loopOf(group);
    loop.loop().complete(() -> loop.host(group, self, start, machine));
  }

  /** Stops the replica on this node and deletes all there is of it. */
  public void retire(GroupId group) {
    GroupLoop loop = loopOf(group);
    loop.loop().complete(() -> loop.retire(group));
  }

  /** Tells where a group has replicas, which is what a node without one goes by. */
  public void locate(GroupId group, SortedSet<NodeId> nodes) {
    GroupLoop loop = loopOf(group);
    loop.loop().complete(() -> loop.locate(group, nodes));
  }

  /** Carries out one command; {@code done} is called exactly once, on a loop or at once. */
  public void submit(
      GroupId group, Bytes command, long timeoutMillis, Consumer<SubmitOutcome> done) {
    GroupLoop loop = loopOf(group);
    if (!loop.loop().offer(() -> loop.submit(group, command, timeoutMillis, done))) {
      done.accept(new SubmitOutcome.NotApplied(new GroupRefusal.Overloaded()));
    }
  }

  /**
   * The same for the few commands that a node has of its own: they are not turned away by a full
   * loop, since the client that fills it does not depend on them, but the cluster does.
   */
  public void submitOwn(
      GroupId group, Bytes command, long timeoutMillis, Consumer<SubmitOutcome> done) {
    GroupLoop loop = loopOf(group);
    loop.loop().complete(() -> loop.submit(group, command, timeoutMillis, done));
  }

  /**
   * Reads rows of a group's state machine; {@code done} is called exactly once, on a loop or at
   * once.
   *
   * @param linearizable whether the rows must show all that was answered before the call
   */
  public void read(
      GroupId group,
      RowQuery query,
      boolean linearizable,
      long timeoutMillis,
      Consumer<RowsOutcome> done) {
    GroupLoop loop = loopOf(group);
    if (!loop.loop().offer(() -> loop.read(group, query, linearizable, timeoutMillis, done))) {
      done.accept(new RowsOutcome.NotRead(new GroupRefusal.Overloaded()));
    }
  }

  /**
   * Tells what comes next in a group's history; {@code done} is called once, on a loop.
   *
   * @return lets go of the question: {@code done} need not be called any more
   */
  public Runnable follow(FollowRequest request, Consumer<HistoryOutcome> done) {
    GroupLoop loop = loopOf(request.group());
    Deadline deadline = Deadline.after(ports.timers().now(), request.waitMillis());
    Follow follow = new Follow(request, deadline, done);
    loop.loop().complete(() -> loop.follow(follow));
    return () -> loop.loop().complete(() -> loop.unfollow(follow));
  }

  /**
   * Calls {@code done} exactly once, on the loop: when those of {@code nodes} that are in reach
   * know what was answered before the call, or have refused, or the time is up.
   */
  public void confirm(GroupId group, SortedSet<NodeId> nodes, long timeoutMillis, Runnable done) {
    GroupLoop loop = loopOf(group);
    loop.loop().complete(() -> loop.confirm(group, nodes, timeoutMillis, done));
  }

  /**
   * Changes the members of a group that this node leads; {@code done} is called exactly once, on
   * the loop.
   */
  public void changeMembers(
      GroupId group, MembershipChange change, long timeoutMillis, Consumer<ChangeOutcome> done) {
    GroupLoop loop = loopOf(group);
    loop.loop().complete(() -> loop.change(group, change, timeoutMillis, done));
  }

  /**
   * Asks {@code nodes} whether the group goes on without the replica on this node. {@code letGo} is
   * told, on the loop, of the index of the log that says so, no earlier than what the replica
   * knows; or never, and is to be asked for again.
   */
  public void inquire(GroupId group, SortedSet<NodeId> nodes, LongConsumer letGo) {
    GroupLoop loop = loopOf(group);
    loop.loop().complete(() -> loop.inquire(group, nodes, letGo));
  }

  /** Hands over the leadership of a group that this node leads; what comes of it shows in time. */
  public void transfer(GroupId group, ReplicaId to) {
    GroupLoop loop = loopOf(group);
    loop.loop().complete(() -> loop.transfer(group, to));
  }

  /**
   * Takes the next step of handing over what this node leads; to be called again until it is over.
   */
  public void handOver(HandOver decision) {
    TreeMap<GroupId, RaftStatus> running = new TreeMap<>();
    TreeSet<NodeId> reachable = new TreeSet<>();
    for (GroupStatus status : statuses.values()) {
      status
          .raft()
          .filter(raft -> status.condition() == GroupStatus.Condition.RUNNING)
          .ifPresent(raft -> running.put(status.group(), raft));
    }
    for (RaftStatus raft : running.values()) {
      raft.membership().voters().stream()
          .map(ReplicaId::node)
          .filter(ports.transport()::isReachable)
          .forEach(reachable::add);
    }
    decision
        .on(new HandOver.Sight(ports.timers().now(), running, reachable))
        .forEach(offer -> transfer(offer.group(), offer.to()));
  }

  /** The groups this node has something of, as of a moment ago. */
  public List<GroupStatus> statuses() {
    return List.copyOf(statuses.values());
  }

  /** One of {@link #statuses}. */
  public Optional<GroupStatus> status(GroupId group) {
    return Optional.ofNullable(statuses.get(group));
  }

  /** Takes a message of another node's; what a full loop cannot take is dropped. */
  public void receive(NodeId from, GroupMessage message) {
    if (message instanceof GroupMessage.Bundle(List<GroupMessage.OfReplica> messages)) {
      messages.stream()
          .collect(
              Collectors.groupingBy(
                  each -> numberOf(each.group()), TreeMap::new, Collectors.toList()))
          .forEach(
              (number, share) -> offer(loops.get(number), from, new GroupMessage.Bundle(share)));
    } else {
      offer(loopOf(message.group()), from, message);
    }
  }

  private static void offer(GroupLoop loop, NodeId from, GroupMessage message) {
    loop.loop().offer(() -> loop.receive(from, message));
  }

  /** What {@code peer} owes will likely not come. */
  public void peerLost(NodeId peer) {
    loops.forEach(loop -> loop.loop().complete(() -> loop.peerLost(peer)));
  }

  private GroupLoop loopOf(GroupId group) {
    return loops.get(numberOf(group));
  }

  private int numberOf(GroupId group) {
    return (int) (group.number() % loops.size());
  }
}
