package io.kvasir.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.kvasir.edge.wire.proto.PeerProto;
import io.kvasir.engine.port.PeerMessage;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Input that is well-formed protobuf, or nearly, and no message of ours. */
class HostileInputTest {
  @Test
  void refusesAnEnvelopeOfAnotherVersion() {
    byte[] later = PeerProto.Envelope.newBuilder().setVersion(2).build().toByteArray();

    assertThat(EnvelopeCodec.decode(later))
        .isEqualTo(new Decoded.Unsupported<>("envelope version 2"));
    assertThat(EnvelopeCodec.decode(new byte[0])).isInstanceOf(Decoded.Unsupported.class);
  }

  @Test
  void refusesAMessageOfAnUnknownKind() {
    assertThat(decode(hex("fa3f020801")))
        .isEqualTo(new Decoded.Unsupported<>("message of an unknown kind"));
    assertThat(decode(new byte[0])).isInstanceOf(Decoded.Unsupported.class);
  }

  @Test
  void refusesLengthsBeyondTheInput() {
    assertMalformed(decode(hex("0affffffff07")));
    assertMalformed(decode(hex("0affffffffffffffffff01")));
    assertMalformed(EnvelopeCodec.decode(hex("7affffffff07")));
  }

  @Test
  void refusesAnEnvelopeWithoutSenderOrSession() {
    PeerProto.Envelope.Builder envelope = envelope();

    assertThat(decode(envelope)).isInstanceOf(Decoded.Valid.class);
    assertMalformed(decode(envelope.clone().setSession(0)));
    assertMalformed(decode(envelope.clone().setFrom("")));
    assertMalformed(decode(envelope.clone().setFrom("a/b")));
    assertMalformed(decode(envelope.clone().setSequence(-1)));
  }

  @Test
  void refusesDotsOfActorsThatAreNotThere() {
    assertMalformed(decode(set().addVector(7).addVector(1)));
    assertMalformed(decode(set().addVector(-1).addVector(1)));
    assertMalformed(decode(set().addVector(1L << 40).addVector(1)));
  }

  @Test
  void refusesSetsThatContradictThemselves() {
    PeerProto.Member.Builder member = PeerProto.Member.newBuilder().setElement("x");
    PeerProto.Member dotted = member.clone().addDots(0).addDots(1).build();

    assertThat(decode(set().addMembers(dotted))).isInstanceOf(Decoded.Valid.class);
    assertMalformed(decode(set().addMembers(dotted).addMembers(dotted)));
    assertMalformed(decode(set().addMembers(member)));
    assertMalformed(decode(set().addPresence(0)));
    assertMalformed(decode(set().addPresence(0).addPresence(0)));
    assertMalformed(decode(set().addActors(2)));
    assertMalformed(decode(set().addVector(0).addVector(3).addVector(0).addVector(4)));
  }

  @Test
  void refusesNumbersOutOfRange() {
    PeerProto.WriteAnswered.Builder answer = PeerProto.WriteAnswered.newBuilder();
    answer.getStoredBuilder().setAcked(-1);

    assertMalformed(decode(PeerProto.Message.newBuilder().setWriteAnswered(answer)));
    assertMalformed(decode(PeerProto.Counter.newBuilder().addActors(5)));
    assertMalformed(decode(PeerProto.Counter.newBuilder().addTallies(5)));
  }

  @Test
  void refusesMessagesThatLackAPart() {
    assertMalformed(decode(hex("0a00")));
    assertMalformed(decode(hex("3a00")));
    assertMalformed(decode(hex("4200")));
    assertMalformed(decode(hex("8a0100")));
  }

  @Test
  void readsTheOtherMessagesOfAnEnvelopeWithABrokenOne() {
    PeerProto.Message.Builder answer = PeerProto.Message.newBuilder();
    answer.getNotFetchedBuilder().setToken(1);
    PeerProto.Envelope.Builder envelope =
        envelope()
            .addMessages(ByteString.copyFrom(new byte[] {1}))
            .addMessages(answer.build().toByteString());

    List<EncodedMessage> messages =
        decode(envelope) instanceof Decoded.Valid<Envelope>(Envelope valid)
            ? valid.messages()
            : List.of();

    assertThat(messages).hasSize(2);
    assertMalformed(decode(messages.get(0)));
    assertThat(decode(messages.get(1))).isInstanceOf(Decoded.Valid.class);
  }

  private static void assertMalformed(Decoded<?> decoded) {
    assertThat(decoded).isInstanceOf(Decoded.Malformed.class);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static PeerProto.Envelope.Builder envelope() {
    return PeerProto.Envelope.newBuilder().setVersion(1).setCluster("c").setSession(1).setFrom("a");
  }

  private static PeerProto.Set.Builder set() {
    return PeerProto.Set.newBuilder().addActors(3);
  }

  private static Decoded<PeerMessage> decode(PeerProto.Set.Builder set) {
    return decode(fetched(PeerProto.State.newBuilder().setSet(set)));
  }

  private static Decoded<PeerMessage> decode(PeerProto.Counter.Builder counter) {
    return decode(fetched(PeerProto.State.newBuilder().setCounter(counter)));
  }

  private static PeerProto.Message.Builder fetched(PeerProto.State.Builder state) {
    return PeerProto.Message.newBuilder()
        .setFetched(PeerProto.Fetched.newBuilder().setState(state));
  }

  private static Decoded<PeerMessage> decode(PeerProto.Message.Builder message) {
    return decode(message.build().toByteArray());
  }

  private static Decoded<PeerMessage> decode(byte[] bytes) {
    return decode(EncodedMessage.copyOf(bytes));
  }

  private static Decoded<PeerMessage> decode(EncodedMessage message) {
    return PeerMessageCodec.decode(message, GroupMessages.FROM, GroupMessages.TO);
  }

  private static Decoded<Envelope> decode(PeerProto.Envelope.Builder envelope) {
    return EnvelopeCodec.decode(envelope.build().toByteArray());
  }
}
