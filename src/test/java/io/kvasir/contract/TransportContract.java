package io.kvasir.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.Transport;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Transport} promises on a healthy network between nodes that come and go.
 * Nothing is asked about order, which the port does not promise.
 */
public abstract class TransportContract {
  /** Nodes a, b and c, and a network between them that loses nothing. */
  public interface Network extends AutoCloseable {
    /** Starts a node, for the first time or again, and lets it listen. */
    Transport start(NodeId node, Transport.Receiver receiver);

    /** Ends a node as a crash would: it says no goodbye. */
    void stop(NodeId node);

    /** Lets time pass until {@code condition} holds; fails when it takes longer than seconds. */
    void await(String what, BooleanSupplier condition);

    @Override
    void close();
  }

  protected static final NodeId A = new NodeId("a");
  protected static final NodeId B = new NodeId("b");
  protected static final NodeId C = new NodeId("c");

  private Network network;

  protected abstract Network open();

  @BeforeEach
  void openNetwork() {
    network = open();
  }

  @AfterEach
  void closeNetwork() {
    network.close();
  }

  @Test
  void deliversEveryKindOfMessageAsItWasSent() {
    Inbox inbox = new Inbox();
    Transport a = network.start(A, new Inbox());
    network.start(B, inbox);
    awaitReachable(a, B);

    List<PeerMessage> sent = List.copyOf(PeerMessageSamples.all().values());
    assertThat(sent).allMatch(message -> a.send(B, message));

    network.await("all kinds arrive", () -> inbox.size() == sent.size());
    assertThat(inbox.messagesFrom(A)).containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  void deliversAllOfManyMessagesInBothDirections() {
    int count = 5_000;
    Inbox inboxOfA = new Inbox();
    Inbox inboxOfB = new Inbox();
    Transport a = network.start(A, inboxOfA);
    Transport b = network.start(B, inboxOfB);
    awaitReachable(a, B);
    awaitReachable(b, A);

    for (long token = 0; token < count; token++) {
      assertThat(a.send(B, message(token))).isTrue();
      assertThat(b.send(A, message(token))).isTrue();
    }

    network.await("all arrive", () -> inboxOfA.size() == count && inboxOfB.size() == count);
    assertThat(tokens(inboxOfA, B)).isEqualTo(upTo(count));
    assertThat(tokens(inboxOfB, A)).isEqualTo(upTo(count));
  }

  @Test
  void tellsTheSendersApart() {
    Inbox inbox = new Inbox();
    Transport a = network.start(A, new Inbox());
    Transport b = network.start(B, new Inbox());
    network.start(C, inbox);
    awaitReachable(a, C);
    awaitReachable(b, C);

    assertThat(a.send(C, message(1))).isTrue();
    assertThat(b.send(C, message(2))).isTrue();

    network.await("both arrive", () -> inbox.size() == 2);
    assertThat(inbox.messagesFrom(A)).containsExactly(message(1));
    assertThat(inbox.messagesFrom(B)).containsExactly(message(2));
  }

  @Test
  void deliversAValueOfTheGreatestSize() {
    Inbox inbox = new Inbox();
    Transport a = network.start(A, new Inbox());
    network.start(B, inbox);
    awaitReachable(a, B);

    PeerMessage large = message(1, new byte[8 << 20]);
    assertThat(a.send(B, large)).isTrue();

    network.await("it arrives", () -> inbox.size() == 1);
    assertThat(inbox.messagesFrom(A)).containsExactly(large);
  }

  @Test
  void refusesMessagesToUnknownNodesAndToItself() {
    Transport a = network.start(A, new Inbox());
    NodeId stranger = new NodeId("stranger");

    assertThat(a.send(stranger, message(1))).isFalse();
    assertThat(a.isReachable(stranger)).isFalse();
    assertThat(a.send(A, message(1))).isFalse();
  }

  @Test
  void noticesThatAPeerIsGoneAndSaysSoOnce() {
    Inbox inbox = new Inbox();
    Transport a = network.start(A, inbox);
    network.start(B, new Inbox());
    Transport c = network.start(C, new Inbox());
    awaitReachable(a, B);
    awaitReachable(a, C);
    awaitReachable(c, A);

    network.stop(B);

    network.await("b is unreachable", () -> !a.isReachable(B) && inbox.lostCount(B) > 0);
    assertThat(a.send(B, message(1))).isFalse();
    assertThat(c.send(A, message(2))).isTrue();
    network.await("c still speaks", () -> inbox.size() == 1);
    assertThat(inbox.lostCount(B)).isEqualTo(1);
    assertThat(inbox.lostCount(C)).isZero();
    assertThat(a.isReachable(C)).isTrue();
  }

  @Test
  void hearsAgainOfAPeerThatCameBack() {
    Inbox inboxOfA = new Inbox();
    Inbox inboxOfB = new Inbox();
    Transport a = network.start(A, inboxOfA);
    network.start(B, new Inbox());
    awaitReachable(a, B);
    network.stop(B);
    network.await("b is unreachable", () -> !a.isReachable(B));

    Transport b = network.start(B, inboxOfB);
    awaitReachable(a, B);
    awaitReachable(b, A);

    assertThat(a.send(B, message(1))).isTrue();
    assertThat(b.send(A, message(2))).isTrue();
    network.await("both arrive", () -> inboxOfA.size() == 1 && inboxOfB.size() == 1);
  }

  private void awaitReachable(Transport from, NodeId peer) {
    network.await(peer + " is reachable", () -> from.isReachable(peer));
  }

  /** A small message that is told by its token. */
  protected static PeerMessage message(long token) {
    return new PeerMessage.OfReplica(new ReplicaMessage.Replicated(token), 1, 2, 3);
  }

  /** A message that carries a payload. */
  protected static PeerMessage message(long token, byte[] payload) {
    Value value = new Value("application/octet-stream", Bytes.copyOf(payload));
    LwwRegister register =
        new LwwRegister(new HybridTimestamp(token, 0), new Actor(token), Optional.of(value));
    EntryKey entry = new EntryKey(new BucketId(new BucketName("b"), 0), new Key("k"));
    return new PeerMessage.OfReplica(
        new ReplicaMessage.Replicate(token, entry, Slice.whole(register)), 1, 2, 3);
  }

  private static SortedSet<Long> tokens(Inbox inbox, NodeId from) {
    TreeSet<Long> tokens = new TreeSet<>();
    inbox.messagesFrom(from).forEach(message -> tokens.add(token(message)));
    return tokens;
  }

  protected static long token(PeerMessage message) {
    return switch (message) {
      case PeerMessage.OfReplica(ReplicaMessage replica, long epoch, long agreed, long clock) ->
          replica.token();
      case PeerMessage.OfRepair repair -> throw new AssertionError("sent none: " + repair);
      case PeerMessage.OfBurial burial -> throw new AssertionError("sent none: " + burial);
      case PeerMessage.OfWatch watch -> throw new AssertionError("sent none: " + watch);
      case PeerMessage.OfFounding founding -> throw new AssertionError("sent none: " + founding);
      case PeerMessage.OfGroup group -> throw new AssertionError("sent none: " + group);
      case PeerMessage.OfHandoff handoff -> throw new AssertionError("sent none: " + handoff);
    };
  }

  private static SortedSet<Long> upTo(int count) {
    TreeSet<Long> tokens = new TreeSet<>();
    LongStream.range(0, count).forEach(tokens::add);
    return tokens;
  }
}
