package io.kvasir.core.membership;

import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Nodes that run {@link Swim} over a simulated network in virtual time. One seed is one run. Every
 * datagram is checked against the bound on its way.
 */
final class SwimWorld {
  private static final long TICK_MILLIS = 50;
  private static final int BASE_PORT = 7000;

  /** What a node came to believe of another, and when. */
  record Turn(long atMillis, NodeId at, Claim claim) {}

  private record Due(long atMillis, long order, Runnable action) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int byTime = Long.compare(atMillis, other.atMillis);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  /** A host with a process; what comes while it is paused waits, as in the buffer of a socket. */
  private final class Host {
    private final NodeId id;
    private final Endpoint address;
    private final Swim swim;
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean running = true;
    private boolean paused;

    Host(NodeId id, Endpoint address) {
      this.id = id;
      this.address = address;
      this.swim = new Swim(id, address, config, new Tick(now), new Random(random.nextLong()));
    }

    void turn(Runnable event) {
      if (paused) {
        waiting.add(event);
      } else if (running) {
        event.run();
      }
    }

    void feed(Event event) {
      swim.on(event).forEach(effect -> carryOut(this, effect));
    }

    void tick() {
      if (running) {
        if (!paused) {
          feed(new Event.Ticked(new Tick(now)));
        }
        after(TICK_MILLIS, this::tick);
      }
    }
  }

  private final SwimConfig config;
  private final Random random;
  private final PriorityQueue<Due> agenda = new PriorityQueue<>();
  private final SortedMap<NodeId, Host> processes = new TreeMap<>();
  private final SortedMap<Endpoint, Host> places = new TreeMap<>();
  private final SortedMap<NodeId, Endpoint> listed = new TreeMap<>();
  private final List<Turn> turns = new ArrayList<>();
  private final SortedSet<NodeId> side = new TreeSet<>();
  private boolean cut;
  private double loss;
  private long maxDelayMillis = 2;
  private long now;
  private long order;
  private long bytes;

  SwimWorld(long seed, int nodes) {
    this(seed, nodes, SwimConfig.DEFAULT);
  }

  SwimWorld(long seed, int nodes, SwimConfig config) {
    this.config = config;
    this.random = new Random(seed);
    for (int number = 0; number < nodes; number++) {
      listed.put(node(number), address(number));
    }
    listed.forEach(this::boot);
  }

  static NodeId node(int number) {
    return new NodeId("n%02d".formatted(number));
  }

  static Endpoint address(int number) {
    return new Endpoint("10.0.0.1", BASE_PORT + number);
  }

  Random random() {
    return random;
  }

  long now() {
    return now;
  }

  long bytes() {
    return bytes;
  }

  List<Turn> turns() {
    return turns;
  }

  SwimWorld losing(double share) {
    loss = share;
    return this;
  }

  SwimWorld delaying(long millis) {
    maxDelayMillis = millis;
    return this;
  }

  private void boot(NodeId id, Endpoint address) {
    Host process = new Host(id, address);
    processes.put(id, process);
    places.put(address, process);
    process.feed(new Event.Listed(listed));
    after(random.nextLong(TICK_MILLIS), process::tick);
  }

  void kill(NodeId id) {
    process(id).running = false;
  }

  void restart(NodeId id, Endpoint address) {
    places.remove(process(id).address);
    boot(id, address);
  }

  void leave(NodeId id) {
    process(id).feed(new Event.Leaving());
    kill(id);
  }

  void pause(NodeId id) {
    process(id).paused = true;
  }

  void resume(NodeId id) {
    Host process = process(id);
    process.paused = false;
    List<Runnable> missed = List.copyOf(process.waiting);
    process.waiting.clear();
    missed.forEach(process::turn);
  }

  /** Nothing passes between these and the others. */
  void cut(List<NodeId> some) {
    side.clear();
    side.addAll(some);
    cut = true;
  }

  void heal() {
    cut = false;
  }

  Swim swim(NodeId id) {
    return process(id).swim;
  }

  private Host process(NodeId id) {
    return Objects.requireNonNull(processes.get(id));
  }

  private void after(long delayMillis, Runnable action) {
    agenda.add(new Due(now + delayMillis, order++, action));
  }

  void run(long millis) {
    long end = now + millis;
    runUntil(end, world -> false);
  }

  /** Runs until {@code done} holds; returns the milliseconds it took, or -1 when it never did. */
  long runUntil(long endMillis, Predicate<SwimWorld> done) {
    long begun = now;
    while (!agenda.isEmpty() && agenda.peek().atMillis() <= endMillis) {
      Due next = agenda.poll();
      now = next.atMillis();
      next.action().run();
      if (done.test(this)) {
        return now - begun;
      }
    }
    now = endMillis;
    return -1;
  }

  private void carryOut(Host from, Effect effect) {
    switch (effect) {
      case Effect.Send(Endpoint to, Datagram datagram) -> send(from, to, datagram);
      case Effect.Believe(Claim claim) -> turns.add(new Turn(now, from.id, claim));
      case Effect.Forget forget -> {}
      case Effect.Observed observed -> {}
    }
  }

  private void send(Host from, Endpoint to, Datagram datagram) {
    bytes += size(datagram);
    if (size(datagram) > Datagram.MAX_BYTES) {
      throw new AssertionError("too large: " + datagram);
    }
    boolean lost = random.nextDouble() < loss;
    long delay = 1 + random.nextLong(maxDelayMillis);
    if (!lost) {
      after(delay, () -> deliver(from, to, datagram));
    }
  }

  private static int size(Datagram datagram) {
    return Datagram.HEADER_BYTES
        + datagram.sender().datagramBytes()
        + datagram.message().datagramBytes()
        + datagram.claims().stream().mapToInt(Claim::datagramBytes).sum();
  }

  private void deliver(Host from, Endpoint to, Datagram datagram) {
    Host process = places.get(to);
    if (process != null && passes(from.id, process.id)) {
      process.turn(() -> process.feed(new Event.Received(new Tick(now), from.address, datagram)));
    }
  }

  private boolean passes(NodeId from, NodeId to) {
    return !cut || side.contains(from) == side.contains(to);
  }

  /** What running nodes believe of {@code member}. */
  List<MemberState> views(NodeId member) {
    return processes.values().stream()
        .filter(process -> process.running && !process.id.equals(member))
        .map(process -> view(process, member))
        .toList();
  }

  private static MemberState view(Host process, NodeId member) {
    return process.swim.others().stream()
        .filter(claim -> claim.member().equals(member))
        .map(Claim::state)
        .findFirst()
        .orElse(MemberState.DEAD);
  }

  /** Whether all running nodes know who runs and who does not, and where. */
  boolean agrees() {
    return processes.values().stream().allMatch(this::isSeenAsItIs);
  }

  private boolean isSeenAsItIs(Host process) {
    Claim self = process.swim.self();
    for (Host other : processes.values()) {
      if (other.running && other != process) {
        boolean right =
            other.swim.others().stream()
                .filter(claim -> claim.member().equals(process.id))
                .anyMatch(
                    claim -> process.running ? claim.agreesWith(self) : claim.state().isGone());
        if (!right) {
          return false;
        }
      }
    }
    return true;
  }

  /** How often somebody came to believe that {@code member} is dead. */
  long deathsOf(NodeId member) {
    return turns.stream()
        .filter(turn -> turn.claim().member().equals(member))
        .filter(turn -> turn.claim().state() == MemberState.DEAD)
        .count();
  }
}
