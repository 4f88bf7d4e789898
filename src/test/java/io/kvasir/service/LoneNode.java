package io.kvasir.service;

import io.kvasir.contract.Founded;
import io.kvasir.core.consensus.RaftObservation;
import io.kvasir.core.handoff.HandoffObservation;
import io.kvasir.core.membership.MembershipObservation;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.time.Tick;
import io.kvasir.core.topology.CatalogueObservation;
import io.kvasir.core.topology.FoundingConfig;
import io.kvasir.core.topology.FoundingMessage.Renew;
import io.kvasir.core.topology.FoundingMessage.Renewed;
import io.kvasir.core.topology.FoundingObservation;
import io.kvasir.core.topology.Member;
import io.kvasir.core.topology.Topology;
import io.kvasir.edge.memory.MemoryGroupStore;
import io.kvasir.edge.memory.MemoryStore;
import io.kvasir.edge.wire.ProtobufKeyspaceFormat;
import io.kvasir.edge.wire.TopologyProtobuf;
import io.kvasir.engine.ClusterPlan;
import io.kvasir.engine.Engine;
import io.kvasir.engine.EngineConfig;
import io.kvasir.engine.Upkeep;
import io.kvasir.engine.groups.KeyspaceMachine;
import io.kvasir.engine.loop.SystemTimers;
import io.kvasir.engine.loop.ThreadLoop;
import io.kvasir.engine.port.KeyspaceFormat;
import io.kvasir.engine.port.Liveness;
import io.kvasir.engine.port.Observer;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.Timers;
import io.kvasir.engine.port.Transport;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The real engine of one of three nodes, whose two peers never answer: they are out of reach, or
 * take messages and stay silent, as the test says. Or that of a node without peers.
 */
public final class LoneNode implements AutoCloseable {
  public static final NodeId SELF = new NodeId("node1");
  public static final List<NodeId> PEERS = List.of(new NodeId("node2"), new NodeId("node3"));

  private static final int PARTITIONS = 16;

  private final SystemTimers ticking = new SystemTimers();
  private final AtomicLong passed = new AtomicLong();
  private final Timers timers = new ShiftedTimers();
  private final ThreadLoop loop;
  private final Transport transport;
  private final SilentPeers peers;
  private final Engine engine;

  /**
   * @param requests how many may be under way
   */
  public LoneNode(int requests) {
    this(requests, PEERS);
  }

  /** A node that is its whole cluster. */
  public static LoneNode whole() {
    return new LoneNode(1_000, List.of());
  }

  /** The same, of a cluster that is told from others, with an actor of its own. */
  public static LoneNode whole(long cluster) {
    return new LoneNode(1_000, List.of(), cluster);
  }

  private LoneNode(int requests, List<NodeId> others) {
    this(requests, others, 1);
  }

  private LoneNode(int requests, List<NodeId> others, long cluster) {
    this(requests, SELF, members(others), cluster, new SilentPeers());
  }

  /** A node that is not alone: the transport leads to the others. Blocks until they answer. */
  public static LoneNode among(
      NodeId self, SortedSet<NodeId> members, long cluster, Transport transport) {
    return new LoneNode(1_000, self, members, cluster, transport);
  }

  private static SortedSet<NodeId> members(List<NodeId> others) {
    TreeSet<NodeId> members = new TreeSet<>(others);
    members.add(SELF);
    return members;
  }

  private LoneNode(
      int requests, NodeId self, SortedSet<NodeId> members, long cluster, Transport transport) {
    this.transport = transport;
    this.peers = transport instanceof SilentPeers silent ? silent : new SilentPeers();
    MemoryStore store = new MemoryStore(PARTITIONS, new Random(cluster * 31 + self.hashCode()));
    MemoryGroupStore groups = new MemoryGroupStore();
    Topology topology =
        cluster == 1
            ? Founded.cluster(PARTITIONS, members)
            : Founded.cluster(cluster, PARTITIONS, members);
    Founded.fill(topology, self, groups, store);
    loop = new ThreadLoop("lone-node", 1_000, LoneNode::rethrow);
    engine =
        new Engine(
            new EngineConfig(self, requests, 1_000, 500),
            store.actor(),
            new Random(2 + self.hashCode()),
            new Engine.Ports(
                List.of(loop),
                timers,
                transport,
                Liveness.UNKNOWN,
                store,
                groups,
                store,
                new Silence()),
            plan(self, members));
    loop.start();
    engine.start();
    awaitMembership();
  }

  private void awaitMembership() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (engine.topology().isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the node does not find its cluster");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static ClusterPlan plan(NodeId id, SortedSet<NodeId> members) {
    Member self = new Member(id, 0, id + ":1", "http://" + id, "");
    KeyspaceFormat format = new ProtobufKeyspaceFormat();
    return new ClusterPlan(
        new FoundingConfig(self, members, true, PARTITIONS),
        new TopologyProtobuf(),
        () -> new KeyspaceMachine(format),
        clusterId -> {},
        topology -> {},
        Upkeep.NONE);
  }

  private static void rethrow(Throwable bug) {
    throw new AssertionError(bug);
  }

  public Engine engine() {
    return engine;
  }

  public Timers timers() {
    return timers;
  }

  public Transport transport() {
    return transport;
  }

  /** Steps the wall clock. */
  public void pass(long millis) {
    passed.addAndGet(millis);
  }

  /** From now on the peers take messages, and never answer. */
  public void peersAreSilent() {
    peers.reachable = true;
  }

  /** From now on the peers are out of reach; what they owe will not come. */
  public void peersAreGone() {
    peers.reachable = false;
    Optional.ofNullable(peers.receiver.get())
        .ifPresent(receiver -> PEERS.forEach(receiver::onUnreachable));
  }

  @Override
  public void close() {
    loop.close();
    ticking.close();
  }

  private final class ShiftedTimers implements Timers {
    @Override
    public Tick now() {
      return ticking.now();
    }

    @Override
    public long wallMillis() {
      return ticking.wallMillis() + passed.get();
    }

    @Override
    public void schedule(long delayMillis, Runnable task) {
      ticking.schedule(delayMillis, task);
    }
  }

  private static final class SilentPeers implements Transport {
    private final AtomicReference<Receiver> receiver = new AtomicReference<>();
    private volatile boolean reachable;

    /** Nobody answers, but that this node is a member, so that none waits for that. */
    @Override
    public boolean send(NodeId to, PeerMessage message) {
      if (message instanceof PeerMessage.OfFounding(Renew(long clusterId, long life))) {
        Renewed answer = new Renewed(clusterId, Long.MAX_VALUE, life, true);
        Optional.ofNullable(receiver.get())
            .ifPresent(listener -> listener.onMessage(to, new PeerMessage.OfFounding(answer)));
      }
      return reachable;
    }

    @Override
    public boolean isReachable(NodeId peer) {
      return reachable;
    }

    @Override
    public void listen(Receiver listener) {
      receiver.set(listener);
    }
  }

  private static final class Silence implements Observer {
    @Override
    public void onMembership(MembershipObservation observation) {}

    @Override
    public void onFounding(FoundingObservation observation) {}

    @Override
    public void onHandoff(HandoffObservation observation) {}

    @Override
    public void onReplication(ReplicationObservation observation) {}

    @Override
    public void onCatalogue(CatalogueObservation observation) {}

    @Override
    public void onGroup(GroupId group, RaftObservation observation) {}
  }
}
