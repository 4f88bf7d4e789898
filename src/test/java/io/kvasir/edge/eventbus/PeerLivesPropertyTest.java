package io.kvasir.edge.eventbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.node.NodeId;
import io.kvasir.edge.eventbus.TransportConfig.Bounds;
import io.kvasir.edge.eventbus.TransportConfig.Pace;
import io.kvasir.edge.wire.EncodedMessage;
import io.kvasir.edge.wire.Envelope;
import io.kvasir.edge.wire.EnvelopeHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Two nodes that start again and again, with clocks that step back, and envelopes of all their
 * lives that arrive late, in any order and any number of times.
 */
class PeerLivesPropertyTest {
  private static final Bounds BOUNDS = new Bounds(100, 10_000, 3, 10_000, 1000);
  // Windows open by acknowledgement only.
  private static final Pace PACE = new Pace(10, 250, 1000, 2000, 1_000_000_000, 1_000_000_000);
  private static final long BOUND = PACE.unreachable() + PACE.probe() + 2 * PACE.heartbeat();

  enum Kind {
    RESTART,
    DELIVER,
    SEND,
    PASS
  }

  /**
   * @param node 0 or 1: who starts again, receives or sends
   * @param number the new life's session, which of the envelopes under way, or milliseconds
   */
  record Step(Kind kind, int node, int number) {}

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Kind> kinds =
        Arbitraries.of(
            Kind.RESTART,
            Kind.DELIVER,
            Kind.DELIVER,
            Kind.DELIVER,
            Kind.SEND,
            Kind.SEND,
            Kind.PASS);
    Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 3000);
    return Combinators.combine(kinds, Arbitraries.integers().between(0, 1), numbers)
        .as(Step::new)
        .list()
        .ofMaxSize(120);
  }

  @Property
  void theLastLivesFindEachOtherWithinTheBound(@ForAll("histories") List<Step> history) {
    World world = new World(Clock.STEPS_BACK);
    history.forEach(world::step);
    world.dropWhatIsUnderWay();

    world.talk(BOUND);

    assertThat(world.nodes).allMatch(node -> node.link.isReachable());
    world.nodes.forEach(node -> assertThat(node.known).isEqualTo(world.peerOf(node).session));
    world.nodes.forEach(Node::forgetCounts);
    world.talk(10 * BOUND);
    assertThat(world.nodes)
        .allMatch(node -> node.dropped == 0 && node.line.lostCount() == node.lost);
  }

  @Property
  void aLaterLifeIsKnownWithItsFirstEnvelopeAndNoEarlierOneWhileItSpeaks(
      @ForAll("histories") List<Step> history) {
    World world = new World(Clock.ASCENDS);
    history.forEach(world::step);
    Node a = world.nodes.get(0);

    assertThat(a.hear(a.wordOf(world.peerOf(a).session))).isTrue();

    for (long former : world.peerOf(a).formerSessions) {
      assertThat(a.hear(a.wordOf(former))).isFalse();
      assertThat(a.hear(a.wordOf(world.peerOf(a).session))).isTrue();
    }
  }

  enum Clock {
    ASCENDS,
    STEPS_BACK
  }

  /** Two nodes and every envelope that ever left them. */
  private static final class World {
    final List<Node> nodes = new ArrayList<>();
    private final Clock clock;

    World(Clock clock) {
      this.clock = clock;
      nodes.add(new Node("a", 1_000));
      nodes.add(new Node("b", 1_000));
    }

    Node peerOf(Node node) {
      return nodes.get(1 - nodes.indexOf(node));
    }

    void step(Step step) {
      Node node = nodes.get(step.node());
      switch (step.kind()) {
        case RESTART -> node.restart(session(node, step.number()));
        case DELIVER -> deliverOne(node, step.number());
        case SEND -> node.send();
        case PASS -> nodes.forEach(each -> each.pass(step.number()));
      }
      nodes.forEach(Node::collect);
    }

    /** Distinct among a node's lives. */
    private long session(Node node, int number) {
      long lives = node.formerSessions.size() + 2L;
      return clock == Clock.ASCENDS ? 1_000 * lives : 1 + number * 1_000L + lives;
    }

    private void deliverOne(Node node, int number) {
      List<EnvelopeHeader> underWay = peerOf(node).sent;
      if (!underWay.isEmpty()) {
        node.hear(underWay.get(number % underWay.size()));
      }
    }

    void dropWhatIsUnderWay() {
      nodes.forEach(node -> node.sent.clear());
    }

    /** Healthy for so long: the nodes tick, and hear at once and in order what the other sends. */
    void talk(long millis) {
      for (long passed = 0; passed < millis; passed += PACE.heartbeat()) {
        nodes.forEach(node -> node.pass(PACE.heartbeat()));
        for (int round = 0; round < 3; round++) {
          nodes.forEach(this::deliverAll);
        }
      }
    }

    private void deliverAll(Node to) {
      Node from = peerOf(to);
      from.collect();
      List<EnvelopeHeader> all = List.copyOf(from.sent);
      from.sent.clear();
      all.forEach(to::hear);
      to.collect();
    }
  }

  /** A node's present life, and what its former ones left behind. */
  private static final class Node {
    private final NodeId id;
    final List<EnvelopeHeader> sent = new ArrayList<>();
    final List<Long> formerSessions = new ArrayList<>();
    RecordingLine line = new RecordingLine();
    PeerLink link;
    long session;

    /** The peer's life that this one talks with, as seen from outside; 0 for none. */
    long known;

    int dropped;
    int lost;

    /** What was sent to the known life and not acknowledged by it. */
    private final Set<Long> unacked = new TreeSet<>();

    Node(String id, long session) {
      this.id = new NodeId(id);
      this.session = session;
      this.link = begin();
      greet();
    }

    private PeerLink begin() {
      line = new RecordingLine();
      TransportConfig config = new TransportConfig("c", () -> 7, session, BOUNDS, PACE);
      return new PeerLink(id, config, line, new TransportStatistics());
    }

    void restart(long newSession) {
      formerSessions.add(session);
      session = newSession;
      link = begin();
      know(0);
      greet();
    }

    private void greet() {
      link.greet();
      collect();
    }

    boolean hear(EnvelopeHeader header) {
      boolean heard = link.hear(header, 10);
      if (heard) {
        assertThat(header.toSession()).isIn(0L, session);
        know(header.session());
        acknowledged(header);
      } else {
        dropped++;
      }
      link.settle();
      collect();
      return heard;
    }

    private void acknowledged(EnvelopeHeader header) {
      if (header.toSession() == session) {
        unacked.removeIf(sequence -> sequence <= header.acked());
      }
    }

    private void know(long life) {
      if (life != known) {
        unacked.clear();
      }
      known = life;
    }

    void send() {
      assertThat(link.offer(EncodedMessage.copyOf(new byte[1])))
          .matches(taken -> !taken || link.isReachable());
      link.settle();
    }

    void pass(long millis) {
      line.pass(millis);
      link.tick(true);
      if (!link.isReachable()) {
        know(0);
      }
      collect();
    }

    void forgetCounts() {
      dropped = 0;
      lost = line.lostCount();
    }

    /** What left goes to the known life only, and never more of it than the window allows. */
    void collect() {
      line.finishAll();
      for (Envelope envelope : line.take()) {
        EnvelopeHeader header = envelope.header();
        assertThat(header.toSession()).isEqualTo(known);
        if (header.sequence() > 0) {
          unacked.add(header.sequence());
        }
        sent.add(header);
      }
      assertThat(unacked.size()).isLessThanOrEqualTo(BOUNDS.windowEnvelopes());
    }

    /** An envelope to this node of a life that never heard of it. */
    EnvelopeHeader wordOf(long life) {
      return new EnvelopeHeader("c", new NodeId("peer"), life, 0, 0, 0, 7, "");
    }
  }
}
