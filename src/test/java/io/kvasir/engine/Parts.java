package io.kvasir.engine;

import io.kvasir.core.consensus.RaftObservation;
import io.kvasir.core.handoff.HandoffObservation;
import io.kvasir.core.membership.MembershipObservation;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.time.Tick;
import io.kvasir.core.topology.CatalogueObservation;
import io.kvasir.core.topology.FoundingObservation;
import io.kvasir.edge.memory.MemoryGroupStore;
import io.kvasir.edge.memory.MemoryStore;
import io.kvasir.engine.loop.AtOnce;
import io.kvasir.engine.port.Liveness;
import io.kvasir.engine.port.Observer;
import io.kvasir.engine.port.PartitionStore;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.Timers;
import io.kvasir.engine.port.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * A world in which nothing happens by itself: loops run what they are given at once, messages are
 * noted and go nowhere, timers go off when told, and calls to the store may be held back.
 */
final class Parts implements Transport, Timers {
  /** A message that left. */
  record Sent(NodeId to, PeerMessage message) {}

  private interface Held {
    Object make() throws IllegalAccessException, InvocationTargetException;
  }

  private static final int PARTITIONS = 8;

  private final MemoryStore store = new MemoryStore(PARTITIONS, new Random(1));
  private final List<Sent> sent = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();
  private final Deque<Held> held = new ArrayDeque<>();
  private final Deque<Runnable> timers = new ArrayDeque<>();
  private final List<HandoffObservation> handoffs = new ArrayList<>();
  private String holding = "";
  private long millis;

  Engine.Ports ports() {
    return new Engine.Ports(
        List.of(new AtOnce()),
        this,
        this,
        Liveness.UNKNOWN,
        (PartitionStore)
            Proxy.newProxyInstance(
                Parts.class.getClassLoader(), new Class<?>[] {PartitionStore.class}, this::call),
        new MemoryGroupStore(),
        store,
        new Witness());
  }

  /** All that left so far. */
  List<Sent> sent() {
    return sent;
  }

  /** The names of the calls to the store so far. */
  List<String> calls() {
    return calls;
  }

  /** From now on loads from the store do not end. */
  void hold() {
    hold("load");
  }

  /** From now on calls of that name to the store do not end. */
  void hold(String call) {
    holding = call;
  }

  /** What was observed of handoff so far. */
  List<HandoffObservation> handoffs() {
    return handoffs;
  }

  /** Lets them end. */
  void release() throws ReflectiveOperationException {
    holding = "";
    while (!held.isEmpty()) {
      held.remove().make();
    }
  }

  /** Lets the timers go off that are set now. */
  void pass(long by) {
    millis += by;
    List<Runnable> due = List.copyOf(timers);
    timers.clear();
    due.forEach(Runnable::run);
  }

  private Object call(Object proxy, Method method, Object... arguments) throws Throwable {
    calls.add(method.getName());
    if (method.getName().equals(holding)) {
      held.add(() -> method.invoke(store, arguments));
      return null;
    }
    return method.invoke(store, arguments);
  }

  @Override
  public boolean send(NodeId to, PeerMessage message) {
    return sent.add(new Sent(to, message));
  }

  @Override
  public boolean isReachable(NodeId peer) {
    return true;
  }

  @Override
  public void listen(Receiver receiver) {
    throw new UnsupportedOperationException("nobody speaks here");
  }

  @Override
  public Tick now() {
    return new Tick(millis);
  }

  @Override
  public long wallMillis() {
    return millis;
  }

  @Override
  public void schedule(long delayMillis, Runnable task) {
    timers.add(task);
  }

  private final class Witness implements Observer {
    @Override
    public void onReplication(ReplicationObservation observation) {}

    @Override
    public void onCatalogue(CatalogueObservation observation) {}

    @Override
    public void onGroup(GroupId group, RaftObservation observation) {}

    @Override
    public void onFounding(FoundingObservation observation) {}

    @Override
    public void onMembership(MembershipObservation observation) {}

    @Override
    public void onHandoff(HandoffObservation observation) {
      handoffs.add(observation);
    }
  }
}
