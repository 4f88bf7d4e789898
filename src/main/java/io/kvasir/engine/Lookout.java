package io.kvasir.engine;

import io.kvasir.core.membership.Claim;
import io.kvasir.core.membership.Datagram;
import io.kvasir.core.membership.Effect;
import io.kvasir.core.membership.Event;
import io.kvasir.core.membership.MemberState;
import io.kvasir.core.membership.Swim;
import io.kvasir.core.membership.SwimConfig;
import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.Tick;
import io.kvasir.engine.port.Datagrams;
import io.kvasir.engine.port.Discovery;
import io.kvasir.engine.port.Liveness;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.Observer;
import io.kvasir.engine.port.Timers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Watches who of the cluster can be reached: runs {@link Swim} on a loop of its own, so that load
 * on the data path does not make a node look dead. It begins when the node is in a cluster, and
 * anew when that becomes another one.
 *
 * <p>All methods may be called from any thread and never block.
 */
public final class Lookout implements Liveness {
  private static final long TICK_MILLIS = 50;

  /**
   * The world of a lookout.
   *
   * @param loop nobody else's
   */
  public record Ports(
      Loop loop, Timers timers, Datagrams datagrams, Discovery discovery, Observer observer) {}

  private final NodeId self;
  private final Endpoint address;
  private final SwimConfig config;
  private final Ports ports;
  private final RandomGenerator random;
  private final Map<NodeId, Sight> sights = new ConcurrentHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean tickDue = new AtomicBoolean();
  private final AtomicLong cluster = new AtomicLong();
  private Optional<Swim> swim = Optional.empty();
  private SortedMap<NodeId, Endpoint> listed = new TreeMap<>();
  private List<Endpoint> seeds = List.of();

  /**
   * One that does not watch yet.
   *
   * @param address where the others reach this node
   */
  public Lookout(
      NodeId self, Endpoint address, SwimConfig config, Ports ports, RandomGenerator random) {
    this.self = self;
    this.address = address;
    this.config = config;
    this.ports = ports;
    this.random = random;
  }

  /** Called once, when the loop turns. */
  public void start() {
    ports.datagrams().listen((from, datagram) -> ports.loop().offer(() -> receive(from, datagram)));
    scheduleTick();
  }

  private void scheduleTick() {
    ports
        .timers()
        .schedule(
            TICK_MILLIS,
            () -> {
              if (tickDue.compareAndSet(false, true)) {
                ports.loop().complete(this::tick);
              }
              scheduleTick();
            });
  }

  /** This node is in that cluster now; 0 for none. */
  public void belongTo(long clusterId) {
    if (cluster.getAndSet(clusterId) != clusterId) {
      ports.loop().complete(() -> begin(clusterId));
    }
  }

  /** These are the members of the cluster, and where they are reached. */
  public void list(SortedMap<NodeId, Endpoint> members) {
    ports
        .loop()
        .complete(
            () -> {
              listed = members;
              handle(new Event.Listed(members));
            });
  }

  /** Tells the others that this node stops; calls {@code then} when that is on its way. */
  public void leave(Runnable then) {
    ports
        .loop()
        .complete(
            () -> {
              handle(new Event.Leaving());
              then.run();
            });
  }

  @Override
  public Optional<Sight> of(NodeId member) {
    return Optional.ofNullable(sights.get(member));
  }

  /** How many others are seen in that state. */
  public long seenAs(MemberState state) {
    return sights.values().stream().filter(sight -> sight.state() == state).count();
  }

  @Override
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  private void begin(long clusterId) {
    sights.clear();
    swim =
        clusterId == 0
            ? Optional.empty()
            : Optional.of(new Swim(self, address, config, ports.timers().now(), random));
    handle(new Event.Listed(listed));
    handle(new Event.Seeded(seeds));
  }

  private void receive(Endpoint from, Datagram datagram) {
    handle(new Event.Received(ports.timers().now(), from, datagram));
  }

  private void tick() {
    tickDue.set(false);
    List<Endpoint> now = ports.discovery().seeds();
    if (!now.equals(seeds)) {
      seeds = now;
      handle(new Event.Seeded(now));
    }
    handle(new Event.Ticked(ports.timers().now()));
  }

  private void handle(Event event) {
    swim.ifPresent(running -> running.on(event).forEach(this::carryOut));
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.Send(Endpoint to, Datagram datagram) -> ports.datagrams().send(to, datagram);
      case Effect.Believe(Claim claim) -> see(claim);
      case Effect.Forget(NodeId member) -> sights.remove(member);
      case Effect.Observed(var observation) -> ports.observer().onMembership(observation);
    }
  }

  private void see(Claim claim) {
    Optional<Sight> before = of(claim.member());
    Tick since =
        before
            .filter(known -> known.state() == claim.state())
            .map(Sight::since)
            .orElseGet(ports.timers()::now);
    Sight sight = new Sight(claim.state(), claim.incarnation(), since);
    sights.put(claim.member(), sight);
    listeners.forEach(listener -> listener.onSight(claim.member(), sight));
  }
}
