package io.kvasir.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.PeerMessageSamples;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.NodeId;
import io.kvasir.engine.port.PeerMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The wire format as it stands in {@code wire/golden.txt}: a line per sample, its name and its
 * bytes in hex. A running cluster speaks it, so lines are added and never changed.
 */
class GoldenBytesTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");

  private static final Bytes MARK =
      Bytes.copyOf(HEX.parseHex("01" + "0102030405060708090a0b0c0d0e0f10" + "1112131415161718"));

  private final Map<String, String> golden = golden();

  @Test
  void everySampleIsWrittenAsItAlwaysWas() {
    Map<String, String> written = new LinkedHashMap<>();
    PeerMessageSamples.all().forEach((name, message) -> written.put(name, hex(message)));
    written.put("envelope", HEX.formatHex(EnvelopeCodec.encode(header(), someMessages())));
    written.put("heartbeat", HEX.formatHex(EnvelopeCodec.encode(heartbeat(), List.of())));

    written.put("envelope-marked", HEX.formatHex(EnvelopeCodec.encode(header(), markedMessages())));

    assertThat(lines(written)).isEqualTo(lines(golden));
  }

  @Test
  void whatWasEverWrittenIsRead() {
    PeerMessageSamples.all()
        .forEach(
            (name, message) ->
                assertThat(PeerMessageCodec.decode(EncodedMessage.copyOf(bytes(name)), A, B))
                    .as(name)
                    .isEqualTo(new Decoded.Valid<>(message)));
    assertThat(EnvelopeCodec.decode(bytes("heartbeat")))
        .isEqualTo(new Decoded.Valid<>(new Envelope(heartbeat(), List.of())));
    assertThat(EnvelopeCodec.decode(bytes("envelope")))
        .isInstanceOfSatisfying(
            Decoded.Valid.class, valid -> assertEnvelope((Envelope) valid.value()));
  }

  @Test
  void marksAreOfTheirMessagesAndNoPartOfThem() {
    assertThat(EnvelopeCodec.decode(bytes("envelope-marked")))
        .isInstanceOfSatisfying(
            Decoded.Valid.class,
            valid -> {
              Envelope envelope = (Envelope) valid.value();
              assertEnvelope(envelope);
              assertThat(envelope.messages().stream().map(EncodedMessage::marks).toList())
                  .containsExactly(List.of(), List.of(MARK), List.of());
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "82011d0803121901000000000000000000000000000000000000000000000001",
        "82011d08ffffffff0f",
        "820100"
      })
  void marksOfNoMessageAreNone(String marks) {
    byte[] envelope = HEX.parseHex(golden.get("envelope") + marks);

    switch (EnvelopeCodec.decode(envelope)) {
      case Decoded.Valid<Envelope>(Envelope read) ->
          assertThat(read.messages().stream().flatMap(each -> each.marks().stream()))
              .allMatch(mark -> mark.length() == 0);
      case Decoded.Malformed<Envelope> malformed -> assertThat(malformed.reason()).isNotEmpty();
      case Decoded.Unsupported<Envelope> unsupported -> throw new AssertionError(unsupported);
    }
  }

  private static List<EncodedMessage> markedMessages() {
    List<EncodedMessage> messages = new ArrayList<>(someMessages());
    messages.set(1, messages.get(1).marked(List.of(MARK)));
    return messages;
  }

  private static void assertEnvelope(Envelope envelope) {
    assertThat(envelope.header()).isEqualTo(header());
    assertThat(envelope.messages().stream().map(EncodedMessage::toArray).toList())
        .containsExactlyElementsOf(someMessages().stream().map(EncodedMessage::toArray).toList());
  }

  private static EnvelopeHeader header() {
    return new EnvelopeHeader("kvasir", new NodeId("node-1"), -2, 3, 300, 7, Long.MIN_VALUE, "");
  }

  private static EnvelopeHeader heartbeat() {
    return new EnvelopeHeader("kvasir", new NodeId("node-1"), 1, 0, 0, 0, 5, "");
  }

  private static List<EncodedMessage> someMessages() {
    List<PeerMessage> all = new ArrayList<>(PeerMessageSamples.all().values());
    return all.subList(4, 7).stream().map(GoldenBytesTest::encode).toList();
  }

  private static String hex(PeerMessage message) {
    return HEX.formatHex(encode(message).toArray());
  }

  private static EncodedMessage encode(PeerMessage message) {
    return PeerMessageCodec.encode(message, A, B);
  }

  private byte[] bytes(String name) {
    return HEX.parseHex(Objects.requireNonNull(golden.get(name), name));
  }

  private static String lines(Map<String, String> samples) {
    StringBuilder lines = new StringBuilder();
    samples.forEach((name, hex) -> lines.append(name).append(' ').append(hex).append('\n'));
    return lines.toString();
  }

  private static Map<String, String> golden() {
    Map<String, String> golden = new LinkedHashMap<>();
    text().lines().map(line -> line.split(" ", 2)).forEach(pair -> golden.put(pair[0], pair[1]));
    return golden;
  }

  private static String text() {
    try (InputStream file = GoldenBytesTest.class.getResourceAsStream("/wire/golden.txt")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
