package io.kvasir.edge.eventbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.Inbox;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.edge.eventbus.LoopbackNetwork.Node;
import io.kvasir.edge.eventbus.TransportConfig.Bounds;
import io.kvasir.edge.eventbus.TransportConfig.Pace;
import io.kvasir.edge.eventbus.TransportStatistics.Drop;
import io.kvasir.edge.wire.Decoded;
import io.kvasir.edge.wire.EncodedMessage;
import io.kvasir.edge.wire.Envelope;
import io.kvasir.edge.wire.EnvelopeCodec;
import io.kvasir.edge.wire.EnvelopeHeader;
import io.kvasir.edge.wire.PeerMessageCodec;
import io.kvasir.engine.port.PeerMessage;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the contract cannot ask of every transport: order, batching, bounds, and bad neighbours. */
class EventBusTransportTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final long SESSION_OF_B = 99;

  private final LoopbackNetwork network = new LoopbackNetwork();

  @AfterEach
  void closeNetwork() {
    network.close();
  }

  @Test
  void keepsTheOrderBetweenHealthyPeers() {
    Inbox inbox = new Inbox();
    EventBusTransport a = start(A, new Inbox());
    start(B, inbox);
    network.await("b is reachable", () -> a.isReachable(B));

    LongStream.range(0, 10_000).forEach(token -> assertThat(a.send(B, message(token))).isTrue());

    network.await("all arrive", () -> inbox.size() == 10_000);
    assertThat(inbox.messagesFrom(A))
        .isEqualTo(LongStream.range(0, 10_000).mapToObj(EventBusTransportTest::message).toList());
    assertThat(a.statistics().messagesSent()).isEqualTo(10_000);
  }

  @Test
  void gathersMessagesIntoOneEnvelopeWhileTheWindowIsClosed() {
    EventBusTransport a = start(A, new Inbox());
    ScriptedPeer b = new ScriptedPeer();
    b.greet(a);
    int window = Bounds.DEFAULT.windowEnvelopes();
    for (int i = 0; i < window; i++) {
      assertThat(a.send(B, message(i))).isTrue();
      b.takeMessages(1);
    }

    for (int i = 0; i < 1000; i++) {
      assertThat(a.send(B, message(window + i))).isTrue();
    }
    b.acknowledge(window);

    b.takeMessages(1000);
    assertThat(a.statistics().envelopesSent()).isEqualTo(window + 1);
    assertThat(a.statistics().messagesSent()).isEqualTo(window + 1000);
  }

  @Test
  void refusesWhatTheQueueHasNoRoomForAndTakesMoreOnceItDrains() {
    Bounds bounds = new Bounds(10, 1 << 20, 1, 1 << 20, 1 << 20);
    EventBusTransport a = network.start(A, config(bounds), new Inbox());
    ScriptedPeer b = new ScriptedPeer();
    b.greet(a);
    assertThat(a.send(B, message(0))).isTrue();
    b.takeMessages(1);

    for (int i = 1; i <= 10; i++) {
      assertThat(a.send(B, message(i))).isTrue();
    }
    assertThat(a.send(B, message(11))).isFalse();
    b.acknowledge(1);
    b.takeMessages(10);

    assertThat(a.send(B, message(12))).isTrue();
    assertThat(a.statistics().messagesRefused()).isEqualTo(1);
  }

  @Test
  void sendsOnWhenAPeerNeverAcknowledges() {
    Bounds bounds = new Bounds(100, 1 << 20, 1, 1 << 20, 1 << 20);
    Pace impatient = new Pace(5, 50, 100, 1000, 100, 10_000);
    EventBusTransport a =
        network.start(
            A,
            network.config(LoopbackNetwork.CLUSTER, LoopbackNetwork.CLUSTER_ID, bounds, impatient),
            new Inbox());
    ScriptedPeer b = new ScriptedPeer();
    b.greet(a);

    assertThat(a.send(B, message(0))).isTrue();
    b.takeMessages(1);
    assertThat(a.send(B, message(1))).isTrue();

    b.takeMessagesWhileAlive(1);
    assertThat(a.statistics().envelopesExpired()).isPositive();
  }

  @Test
  void dropsWhatIsQueuedWhenThePeerFallsSilent() {
    Inbox inbox = new Inbox();
    Bounds bounds = new Bounds(100, 1 << 20, 1, 1 << 20, 1 << 20);
    EventBusTransport a = network.start(A, config(bounds), inbox);
    ScriptedPeer b = new ScriptedPeer();
    b.greet(a);

    assertThat(a.send(B, message(0))).isTrue();
    b.takeMessages(1);
    assertThat(a.send(B, message(1))).isTrue();

    network.await("b is lost", () -> inbox.lostCount(B) == 1);
    assertThat(a.isReachable(B)).isFalse();
    assertThat(a.send(B, message(2))).isFalse();
    assertThat(a.statistics().messagesDropped()).isEqualTo(1);
  }

  @Test
  void saysThatAPeerIsLostWhenItBeginsANewLifeUnnoticed() {
    Inbox inbox = new Inbox();
    EventBusTransport a = start(A, inbox);
    ScriptedPeer b = new ScriptedPeer();
    b.greet(a);

    b.send(b.header(SESSION_OF_B + 1, 0, 0, 0), List.of());

    network.await("the former life is lost", () -> inbox.lostCount(B) == 1);
    network.await("the new one is reachable", () -> a.isReachable(B));
    b.send(b.header(SESSION_OF_B, 0, 1, 0), List.of(PeerMessageCodec.encode(message(1), B, A)));
    network.await(
        "the former life is not heard",
        () -> a.statistics().envelopesDropped(Drop.OLD_SESSION) == 1);
    assertThat(inbox.size()).isZero();
  }

  @Test
  void doesNotMixClusters() {
    Inbox inboxOfA = new Inbox();
    Inbox inboxOfB = new Inbox();
    NodeId c = new NodeId("c");
    EventBusTransport a = start(A, inboxOfA);
    EventBusTransport b =
        network.start(B, network.config("other", LoopbackNetwork.CLUSTER_ID), inboxOfB);
    EventBusTransport differing =
        network.start(c, network.config(LoopbackNetwork.CLUSTER, 8), new Inbox());

    network.await(
        "a hears both",
        () ->
            a.statistics().envelopesDropped(Drop.OTHER_CLUSTER) >= 3
                && a.statistics().envelopesDropped(Drop.OTHER_CLUSTER_ID) >= 3);

    assertThat(a.isReachable(B)).isFalse();
    assertThat(a.isReachable(c)).isFalse();
    assertThat(a.send(B, message(1))).isFalse();
    assertThat(b.send(A, message(1))).isFalse();
    assertThat(differing.send(A, message(1))).isFalse();
  }

  @Test
  void countsAndDropsWhatIsNotForIt() {
    Inbox inbox = new Inbox();
    EventBusTransport a = start(A, inbox);
    ScriptedPeer b = new ScriptedPeer();
    b.greet(a);
    List<EncodedMessage> some = List.of(PeerMessageCodec.encode(message(1), B, A));
    long strangers = a.statistics().envelopesDropped(Drop.UNKNOWN_SENDER);

    b.sendBytes(new byte[] {-1, -2, -3});
    b.sendBytes(new byte[] {8, 2});
    b.vertx().eventBus().send(NodeAddress.of("a", EventBusTransport.CHANNEL), "text");
    b.send(b.header(SESSION_OF_B, 12345, 1, 0), some);
    b.send(
        new EnvelopeHeader(
            LoopbackNetwork.CLUSTER, new NodeId("x"), 5, 0, 1, 0, LoopbackNetwork.CLUSTER_ID, ""),
        some);
    b.send(
        b.header(SESSION_OF_B, 0, 1, 0),
        List.of(EncodedMessage.copyOf(new byte[] {1}), some.get(0)));

    network.await("the good one arrives", () -> inbox.size() == 1);
    TransportStatistics statistics = a.statistics();
    assertThat(statistics.envelopesDropped(Drop.MALFORMED)).isEqualTo(2);
    assertThat(statistics.envelopesDropped(Drop.OTHER_VERSION)).isEqualTo(1);
    assertThat(statistics.envelopesDropped(Drop.OLD_SESSION)).isEqualTo(1);
    assertThat(statistics.envelopesDropped(Drop.UNKNOWN_SENDER)).isEqualTo(strangers + 1);
    assertThat(statistics.messagesUnreadable()).isEqualTo(1);
    assertThat(inbox.messagesFrom(B)).containsExactly(message(1));
  }

  @Test
  void forgetsAPeerThatLeavesTheTable() {
    Inbox inbox = new Inbox();
    Node bare = network.startBare(B);
    EventBusTransport a = start(A, inbox);
    ScriptedPeer b = new ScriptedPeer(bare);
    b.greet(a);

    network.tableOf(A).remove(B.value());

    network.await("b is lost", () -> inbox.lostCount(B) == 1);
    assertThat(a.send(B, message(1))).isFalse();
  }

  private EventBusTransport start(NodeId id, Inbox inbox) {
    return network.start(id, config(Bounds.DEFAULT), inbox);
  }

  private TransportConfig config(Bounds bounds) {
    return network.config(LoopbackNetwork.CLUSTER, LoopbackNetwork.CLUSTER_ID, bounds);
  }

  private static PeerMessage message(long token) {
    return new PeerMessage.OfReplica(new ReplicaMessage.Replicated(token), 1, 2, 3);
  }

  /** Node b, played by the test: it says what it is told to, and takes what it is sent. */
  private final class ScriptedPeer {
    private final Node node;
    private final BlockingQueue<Envelope> received = new LinkedBlockingQueue<>();

    ScriptedPeer() {
      this(network.startBare(B));
    }

    ScriptedPeer(Node node) {
      this.node = node;
      node.vertx()
          .eventBus()
          .<Buffer>consumer(
              NodeAddress.of("b", EventBusTransport.CHANNEL),
              message -> received.add(opened(message.body().getBytes())));
    }

    Vertx vertx() {
      return node.vertx();
    }

    private static Envelope opened(byte[] bytes) {
      return switch (EnvelopeCodec.decode(bytes)) {
        case Decoded.Valid<Envelope>(Envelope envelope) -> envelope;
        case Decoded.Malformed<Envelope>(String reason) -> throw new AssertionError(reason);
        case Decoded.Unsupported<Envelope>(String reason) -> throw new AssertionError(reason);
      };
    }

    EnvelopeHeader header(long session, long toSession, long sequence, long acked) {
      return new EnvelopeHeader(
          LoopbackNetwork.CLUSTER,
          B,
          session,
          toSession,
          sequence,
          acked,
          LoopbackNetwork.CLUSTER_ID,
          "");
    }

    void greet(EventBusTransport a) {
      network.await("a knows b", () -> network.tableOf(A).endpoint("b").isPresent());
      network.await(
          "b is reachable",
          () -> {
            send(header(SESSION_OF_B, 0, 0, 0), List.of());
            return a.isReachable(B);
          });
    }

    void acknowledge(long sequence) {
      send(header(SESSION_OF_B, sessionOfA(), 0, sequence), List.of());
    }

    private long sessionOfA() {
      return network.configOf(A).session();
    }

    void send(EnvelopeHeader header, List<EncodedMessage> messages) {
      sendBytes(EnvelopeCodec.encode(header, messages));
    }

    void sendBytes(byte[] bytes) {
      vertx().eventBus().send(NodeAddress.of("a", EventBusTransport.CHANNEL), Buffer.buffer(bytes));
    }

    /** Waits until that many messages came, in however many envelopes. */
    void takeMessages(int count) {
      take(count, false);
    }

    /** The same, and says every now and then that it is alive. */
    void takeMessagesWhileAlive(int count) {
      take(count, true);
    }

    private void take(int count, boolean alive) {
      List<EncodedMessage> taken = new ArrayList<>();
      network.await(
          count + " messages come",
          () -> {
            if (alive) {
              send(header(SESSION_OF_B, 0, 0, 0), List.of());
            }
            for (Envelope next = received.poll(); next != null; next = received.poll()) {
              taken.addAll(next.messages());
            }
            return taken.size() >= count;
          });
      assertThat(taken).hasSize(count);
    }
  }
}
