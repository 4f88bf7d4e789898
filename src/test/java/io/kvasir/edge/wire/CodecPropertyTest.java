package io.kvasir.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.node.NodeId;
import io.kvasir.engine.port.PeerMessage;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is written is read as it was, and whatever else comes in does no harm. */
class CodecPropertyTest {
  @Property
  void messagesComeBackAsTheyWere(@ForAll("messages") PeerMessage message) {
    assertThat(decode(encode(message))).isEqualTo(new Decoded.Valid<>(message));
  }

  @Property(tries = 200)
  void envelopesComeBackAsTheyWere(
      @ForAll("headers") EnvelopeHeader header, @ForAll("batches") List<PeerMessage> batch) {
    Envelope envelope = valid(EnvelopeCodec.decode(encode(header, batch)));

    assertThat(envelope.header()).isEqualTo(header);
    assertThat(envelope.messages().stream().map(m -> valid(decode(m))).toList()).isEqualTo(batch);
  }

  @Property
  void randomBytesAreReadWithoutHarm(@ForAll byte[] bytes) {
    assertThat(EnvelopeCodec.decode(bytes)).isNotNull();
    assertThat(decode(EncodedMessage.copyOf(bytes))).isNotNull();
  }

  @Property(tries = 2000)
  void damagedMessagesAreReadWithoutHarm(
      @ForAll("messages") PeerMessage message, @ForAll("damages") List<Damage> damages) {
    byte[] bytes = Damage.apply(damages, encode(message).toArray());

    assertThat(decode(EncodedMessage.copyOf(bytes))).isNotNull();
  }

  @Property(tries = 500)
  void damagedEnvelopesAreReadWithoutHarm(
      @ForAll("headers") EnvelopeHeader header,
      @ForAll("batches") List<PeerMessage> batch,
      @ForAll("damages") List<Damage> damages) {
    byte[] bytes = Damage.apply(damages, encode(header, batch));

    Decoded<Envelope> decoded = EnvelopeCodec.decode(bytes);

    assertThat(decoded).isNotNull();
    if (decoded instanceof Decoded.Valid<Envelope>(Envelope envelope)) {
      assertThat(envelope.messages()).allMatch(message -> decode(message) != null);
    }
  }

  private static byte[] encode(EnvelopeHeader header, List<PeerMessage> batch) {
    return EnvelopeCodec.encode(header, batch.stream().map(CodecPropertyTest::encode).toList());
  }

  private static EncodedMessage encode(PeerMessage message) {
    return PeerMessageCodec.encode(message, GroupMessages.FROM, GroupMessages.TO);
  }

  private static Decoded<PeerMessage> decode(EncodedMessage message) {
    return PeerMessageCodec.decode(message, GroupMessages.FROM, GroupMessages.TO);
  }

  private static <T> T valid(Decoded<T> decoded) {
    return switch (decoded) {
      case Decoded.Valid<T>(T value) -> value;
      case Decoded.Malformed<T>(String reason) -> throw new AssertionError(reason);
      case Decoded.Unsupported<T>(String reason) -> throw new AssertionError(reason);
    };
  }

  @Provide
  Arbitrary<PeerMessage> messages() {
    return PeerMessages.any();
  }

  @Provide
  Arbitrary<List<PeerMessage>> batches() {
    return PeerMessages.any().list().ofMaxSize(4);
  }

  @Provide
  Arbitrary<List<Damage>> damages() {
    return Damage.some();
  }

  @Provide
  Arbitrary<EnvelopeHeader> headers() {
    Arbitrary<Long> any = Arbitraries.longs();
    Arbitrary<Long> sequences = Arbitraries.longs().greaterOrEqual(0);
    return Combinators.combine(
            Arbitraries.of("kvasir", "", "ü"),
            Arbitraries.of("a", "node-1").map(NodeId::new),
            any.filter(session -> session != 0),
            any,
            sequences,
            sequences,
            any,
            Arbitraries.of("", "host:7101"))
        .as(EnvelopeHeader::new);
  }
}
