package io.kvasir.edge.eventbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.node.NodeId;
import io.kvasir.edge.eventbus.TransportConfig.Bounds;
import io.kvasir.edge.eventbus.TransportConfig.Pace;
import io.kvasir.edge.wire.EncodedMessage;
import io.kvasir.edge.wire.Envelope;
import io.kvasir.edge.wire.EnvelopeHeader;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One link in virtual time. */
class PeerLinkTest {
  private static final NodeId SELF = new NodeId("self");
  private static final NodeId PEER = new NodeId("peer");
  private static final long SESSION = 1;
  private static final long PEER_SESSION = 2;
  private static final Bounds BOUNDS = new Bounds(100, 1000, 4, 300, 100);
  private static final Pace PACE = new Pace(10, 250, 1000, 2000, 3000, 10_000);

  private final RecordingLine line = new RecordingLine();
  private final TransportStatistics statistics = new TransportStatistics();
  private final PeerLink link =
      new PeerLink(
          SELF, new TransportConfig("c", () -> 7, SESSION, BOUNDS, PACE), line, statistics);

  @Test
  void isUnreachableUntilThePeerIsHeardAndAnswersTheFirstWordAtOnce() {
    assertThat(link.isReachable()).isFalse();
    assertThat(link.offer(message(1))).isFalse();

    hear(0, 0);

    assertThat(link.isReachable()).isTrue();
    assertThat(line.take())
        .singleElement()
        .extracting(Envelope::header)
        .isEqualTo(new EnvelopeHeader("c", SELF, SESSION, PEER_SESSION, 0, 0, 7, ""));
    hear(0, 0);
    assertThat(line.take()).isEmpty();
  }

  @Test
  void sendsASingleMessageAtOnce() {
    connect();

    send(1);

    assertThat(messagesOf(line.take())).containsExactly(1);
  }

  @Test
  void closesTheWindowAfterSoManyEnvelopesAndSendsTheRestInOne() {
    connect();
    for (int i = 0; i < 10; i++) {
      send(1);
      line.finishAll();
    }
    assertThat(messagesOf(line.take())).containsExactly(1, 1, 1, 1);

    hear(0, 1);
    link.settle();

    assertThat(messagesOf(line.take())).containsExactly(6);
  }

  @Test
  void closesAnEnvelopeBeforeItGrowsTooLargeAndTheWindowByBytes() {
    connect();
    assertThat(link.offer(message(60))).isTrue();
    assertThat(link.offer(message(60))).isTrue();
    assertThat(link.offer(message(200))).isTrue();
    assertThat(link.offer(message(1))).isTrue();

    link.settle();

    assertThat(messagesOf(line.take())).containsExactly(1, 1, 1);
  }

  @Test
  void sendsNoMoreThanTheBusWritesEvenWhenThePeerAcknowledges() {
    connect();
    for (int i = 1; i <= 10; i++) {
      send(1);
      hear(0, i);
    }
    assertThat(messagesOf(line.take())).containsExactly(1, 1, 1, 1);

    line.finishAll();

    assertThat(messagesOf(line.take())).containsExactly(6);
  }

  @Test
  void opensTheWindowAgainWhenNothingIsAcknowledged() {
    connect();
    for (int i = 0; i < 5; i++) {
      send(1);
      line.finishAll();
    }
    assertThat(messagesOf(line.take())).containsExactly(1, 1, 1, 1);

    keepAlive(3000);

    assertThat(messagesOf(line.take())).containsExactly(1);
    assertThat(statistics.envelopesExpired()).isEqualTo(4);
  }

  @Test
  void acknowledgesOnTheNextEnvelopeOrSoonAlone() {
    connect();
    hear(1, 0);
    send(1);
    assertThat(line.take()).extracting(envelope -> envelope.header().acked()).containsExactly(1L);
    line.finishAll();

    hear(2, 0);
    link.settle();
    assertThat(line.take()).isEmpty();
    line.pass(10);

    assertThat(line.take()).extracting(envelope -> envelope.header().acked()).containsExactly(2L);
    line.pass(100);
    assertThat(line.take()).isEmpty();
  }

  @Test
  void acknowledgesAtOnceWhenThePeersWindowMayBeClosing() {
    connect();
    hear(1, 0);
    link.settle();
    assertThat(line.take()).isEmpty();

    hear(2, 0);
    link.settle();

    assertThat(line.take())
        .singleElement()
        .satisfies(
            envelope -> {
              assertThat(envelope.header().acked()).isEqualTo(2);
              assertThat(envelope.header().sequence()).isZero();
            });
  }

  @Test
  void speaksOfItselfWhenThereIsNothingElseToSay() {
    connect();
    tick(250);
    assertThat(line.take()).hasSize(1);
    line.finishAll();

    line.pass(100);
    send(1);
    line.finishAll();
    line.take();
    link.tick(true);
    assertThat(line.take()).isEmpty();
  }

  @Test
  void losesAPeerThatIsSilentForTooLongAndSaysSoOnce() {
    connect();
    for (int i = 0; i < 5; i++) {
      send(1);
    }

    tick(2000);
    assertThat(link.isReachable()).isTrue();
    tick(1);
    tick(1000);

    assertThat(link.isReachable()).isFalse();
    assertThat(link.offer(message(1))).isFalse();
    assertThat(line.lostCount()).isEqualTo(1);
    assertThat(statistics.messagesDropped()).isEqualTo(1);
  }

  @Test
  void doesNotBlameThePeerForItsOwnStandstill() {
    connect();
    line.pass(60_000);

    link.tick(false);

    assertThat(link.isReachable()).isTrue();
    assertThat(line.lostCount()).isZero();
  }

  @Test
  void probesAnUnreachablePeerSlowlyAndNeverTwiceAtATime() {
    link.greet();
    assertThat(line.take()).hasSize(1);
    for (int i = 0; i < 20; i++) {
      tick(250);
    }
    assertThat(line.take()).isEmpty();

    line.finishAll();
    int probes = 0;
    for (int i = 0; i < 8; i++) {
      tick(250);
      probes += line.take().size();
      line.finishAll();
    }

    assertThat(probes).isEqualTo(2);
  }

  @Test
  void goesOnWithoutTheWritesOfAConnectionThatHangs() {
    link.greet();
    line.take();
    tick(9_999);
    assertThat(line.take()).isEmpty();

    tick(1);

    assertThat(line.take()).hasSize(1);
    line.finishAll();
    tick(1000);
    assertThat(line.take()).hasSize(1);
  }

  @Test
  void losesAPeerThatRefusesConnections() {
    connect();
    send(1);

    line.failNext(new ConnectException("refused"));

    assertThat(link.isReachable()).isFalse();
    assertThat(line.lostCount()).isEqualTo(1);
    assertThat(statistics.envelopesFailed()).isEqualTo(1);
  }

  @Test
  void keepsAPeerWhoseConnectionBroke() {
    connect();
    send(1);

    line.failNext(new IOException("reset"));

    assertThat(link.isReachable()).isTrue();
    assertThat(line.lostCount()).isZero();
  }

  @Test
  void startsAfreshWithANewLifeOfThePeer() {
    connect();
    hear(40, 0);
    for (int i = 0; i < 6; i++) {
      send(1);
      line.finishAll();
    }
    line.take();

    assertThat(link.hear(header(3, SESSION, 1, 0), 10)).isTrue();

    assertThat(line.lostCount()).isEqualTo(1);
    assertThat(link.isReachable()).isTrue();
    assertThat(line.take())
        .singleElement()
        .satisfies(
            envelope -> {
              assertThat(envelope.header().toSession()).isEqualTo(3);
              assertThat(envelope.header().acked()).isEqualTo(1);
            });
    assertThat(link.hear(header(PEER_SESSION, SESSION, 41, 0), 10)).isFalse();
    assertThat(line.lostCount()).isEqualTo(1);
  }

  @Test
  void dropsWhatWaitsForAFormerLifeAndOwesTheNewOneAWholeWindow() {
    connect();
    for (int i = 0; i < 6; i++) {
      send(1);
      line.finishAll();
    }
    line.take();

    assertThat(link.hear(header(3, SESSION, 0, 0), 10)).isTrue();
    for (int i = 0; i < 6; i++) {
      send(2);
      line.finishAll();
    }

    assertThat(statistics.messagesDropped()).isEqualTo(2);
    assertThat(messagesOf(line.take())).containsExactly(1, 1, 1, 1);
  }

  @Test
  void takesNoAcknowledgementFromAFormerLife() {
    connect();
    assertThat(link.hear(header(3, SESSION, 0, 0), 10)).isTrue();
    for (int i = 0; i < 5; i++) {
      send(1);
      line.finishAll();
    }
    line.take();

    assertThat(link.hear(header(PEER_SESSION, SESSION, 0, 1000), 10)).isFalse();
    link.settle();

    assertThat(line.take()).isEmpty();
  }

  @Test
  void dropsWhatIsForAFormerLifeOfThisNodeAndLearnsNothingFromIt() {
    assertThat(link.hear(header(PEER_SESSION, SESSION + 7, 1, 0), 10)).isFalse();
    assertThat(link.isReachable()).isFalse();

    connect();
    assertThat(link.hear(header(3, SESSION + 7, 1, 0), 10)).isFalse();
    hear(0, 0);
    assertThat(line.lostCount()).isZero();
  }

  @Test
  void takesTheLifeOfAPeerWhoseClockSteppedBackOnceTheKnownOneIsLost() {
    connect();
    hear(5, 0);
    EnvelopeHeader lower = header(PEER_SESSION - 1, 0, 0, 0);
    line.pass(PACE.unreachable());
    link.tick(true);
    assertThat(link.hear(lower, 10)).isFalse();
    line.finishAll();
    line.take();

    tick(1000);
    assertThat(line.take())
        .extracting(Envelope::header)
        .containsExactly(new EnvelopeHeader("c", SELF, SESSION, 0, 0, 0, 7, "self:1"));

    assertThat(link.hear(lower, 10)).isTrue();
    assertThat(link.isReachable()).isTrue();
  }

  @Test
  void ignoresAcknowledgementsToAFormerLifeOfThisNode() {
    connect();
    for (int i = 0; i < 5; i++) {
      send(1);
      line.finishAll();
    }
    line.take();

    link.hear(header(PEER_SESSION, 0, 0, 4), 10);
    link.settle();

    assertThat(line.take()).isEmpty();
  }

  @Test
  void asksToBeWokenOnceAndNotWhileSomethingIsInTheWay() {
    connect();
    assertThat(link.wake()).isTrue();
    assertThat(link.wake()).isFalse();
    for (int i = 0; i < 4; i++) {
      send(1);
    }
    assertThat(link.wake()).isFalse();

    line.finishAll();
    hear(0, 4);
    link.settle();

    assertThat(link.wake()).isTrue();
  }

  private void connect() {
    hear(0, 0);
    line.finishAll();
    line.take();
  }

  private void hear(long sequence, long acked) {
    assertThat(link.hear(header(PEER_SESSION, SESSION, sequence, acked), 10)).isTrue();
  }

  private static EnvelopeHeader header(long session, long toSession, long sequence, long acked) {
    return new EnvelopeHeader("c", PEER, session, toSession, sequence, acked, 7, "");
  }

  private void send(int bytes) {
    assertThat(link.offer(message(bytes))).isTrue();
    link.settle();
  }

  private void tick(long afterMillis) {
    line.pass(afterMillis);
    link.tick(true);
  }

  /** Lets time pass while the peer is heard and the bus writes. */
  private void keepAlive(long millis) {
    for (long passed = 0; passed < millis; passed += 250) {
      hear(0, 0);
      tick(250);
      line.finishAll();
    }
  }

  private static EncodedMessage message(int bytes) {
    return EncodedMessage.copyOf(new byte[bytes]);
  }

  /** How many messages each envelope holds, heartbeats left out. */
  private static List<Integer> messagesOf(List<Envelope> envelopes) {
    return envelopes.stream()
        .map(envelope -> envelope.messages().size())
        .filter(count -> count > 0)
        .toList();
  }
}
