package io.kvasir.service;

import io.kvasir.core.consensus.RaftObservation;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.ring.Ring;
import io.kvasir.core.topology.CatalogueObservation;
import io.kvasir.edge.memory.MemoryStore;
import io.kvasir.engine.Engine;
import io.kvasir.engine.EngineConfig;
import io.kvasir.engine.loop.SystemTimers;
import io.kvasir.engine.loop.ThreadLoop;
import io.kvasir.engine.port.Observer;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.Timers;
import io.kvasir.engine.port.Transport;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The real engine of one of three nodes, whose two peers never answer: they are out of reach, or
 * take messages and stay silent, as the test says. Or that of a node without peers.
 */
public final class LoneNode implements AutoCloseable {
  public static final NodeId SELF = new NodeId("node1");
  public static final List<NodeId> PEERS = List.of(new NodeId("node2"), new NodeId("node3"));

  private final SystemTimers timers = new SystemTimers();
  private final ThreadLoop loop;
  private final SilentPeers peers = new SilentPeers();
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

  private LoneNode(int requests, List<NodeId> others) {
    TreeSet<NodeId> members = new TreeSet<>(others);
    members.add(SELF);
    Ring ring = Ring.initial(16, members);
    MemoryStore store = new MemoryStore(ring.partitions(), new Random(1));
    loop = new ThreadLoop("lone-node", 1_000, LoneNode::rethrow);
    engine =
        new Engine(
            new EngineConfig(SELF, ring, requests, 1_000, 500),
            store.actor(),
            new Random(2),
            new Engine.Ports(List.of(loop), timers, peers, store, store, new Silence()));
    loop.start();
    engine.start();
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
    return peers;
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
    timers.close();
  }

  private static final class SilentPeers implements Transport {
    private final AtomicReference<Receiver> receiver = new AtomicReference<>();
    private volatile boolean reachable;

    @Override
    public boolean send(NodeId to, PeerMessage message) {
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
    public void onReplication(ReplicationObservation observation) {}

    @Override
    public void onCatalogue(CatalogueObservation observation) {}

    @Override
    public void onGroup(GroupId group, RaftObservation observation) {}
  }
}
