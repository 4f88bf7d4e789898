package io.kvasir.edge.wire;

import io.kvasir.contract.PeerMessageSamples;
import io.kvasir.contract.TopologySamples;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.membership.Claim;
import io.kvasir.core.membership.Datagram;
import io.kvasir.core.membership.MemberState;
import io.kvasir.core.membership.SwimMessage;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.Incarnation;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.watch.Echo;
import io.kvasir.core.watch.Position;
import io.kvasir.core.watch.PositionCodec;
import io.kvasir.core.watch.Reach;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * One message of those that come over the wire, lie in logs or are held by clients.
 *
 * @param bytes as they are written
 * @param reader reads any bytes in place of them: says somehow that they are none, or throws what
 *     is documented
 */
record WireSample(String name, Bytes bytes, Consumer<byte[]> reader) {
  private static final long CLUSTER = 7;
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");

  /** One of each kind of message of each codec. */
  static List<WireSample> all() {
    List<WireSample> all = new ArrayList<>();
    addPeerMessages(all);
    addDatagrams(all);
    addKeyspace(all);
    addTopology(all);
    all.add(
        new WireSample(
            "cursor",
            PositionCodec.encode(position()),
            bytes -> PositionCodec.decode(Bytes.copyOf(bytes))));
    return all;
  }

  private static void addPeerMessages(List<WireSample> all) {
    List<EncodedMessage> messages = new ArrayList<>();
    PeerMessageSamples.all()
        .forEach(
            (name, message) -> {
              EncodedMessage encoded = PeerMessageCodec.encode(message, A, B);
              messages.add(encoded);
              all.add(
                  new WireSample(name, Bytes.copyOf(encoded.toArray()), WireSample::readMessage));
            });
    EnvelopeHeader header = new EnvelopeHeader("kvasir", A, 1, 2, 3, 4, 5, "host:7101");
    all.add(
        new WireSample(
            "envelope",
            Bytes.copyOf(EnvelopeCodec.encode(header, messages.subList(0, 4))),
            WireSample::readEnvelope));
  }

  private static void readMessage(byte[] bytes) {
    Decoded<?> _ = PeerMessageCodec.decode(EncodedMessage.copyOf(bytes), A, B);
  }

  private static void readEnvelope(byte[] bytes) {
    if (EnvelopeCodec.decode(bytes) instanceof Decoded.Valid<Envelope>(Envelope envelope)) {
      for (EncodedMessage message : envelope.messages()) {
        Decoded<?> _ = PeerMessageCodec.decode(message, A, B);
      }
    }
  }

  private static void addDatagrams(List<WireSample> all) {
    Claim sender = Claim.alive(A, new Incarnation(3), new Endpoint("10.0.0.1", 7101));
    Claim other =
        new Claim(B, MemberState.SUSPECT, new Incarnation(2), new Endpoint("h", 65_535), A);
    List<SwimMessage> messages =
        List.of(
            new SwimMessage.Ping(-2, B),
            new SwimMessage.Ack(7),
            new SwimMessage.Nack(8),
            new SwimMessage.PingRequest(9, B, new Endpoint("10.0.0.2", 7102)),
            new SwimMessage.Sync(true),
            new SwimMessage.Gossip());
    for (SwimMessage message : messages) {
      Datagram datagram = new Datagram(sender, message, List.of(other, sender));
      all.add(
          new WireSample(
              "datagram." + message.getClass().getSimpleName(),
              Bytes.copyOf(DatagramCodec.encode(CLUSTER, datagram)),
              WireSample::readDatagram));
    }
  }

  /** Also as who forges the checksum can send it. */
  private static void readDatagram(byte[] bytes) {
    DatagramCodec.Read _ = DatagramCodec.decode(CLUSTER, bytes);
    if (bytes.length >= 9) {
      CRC32C checksum = new CRC32C();
      checksum.update(bytes, 9, bytes.length - 9);
      byte[] forged = bytes.clone();
      ByteBuffer.wrap(forged).putInt(5, (int) checksum.getValue());
      DatagramCodec.Read _ = DatagramCodec.decode(CLUSTER, forged);
    }
  }

  private static void addKeyspace(List<WireSample> all) {
    ProtobufKeyspaceFormat format = new ProtobufKeyspaceFormat();
    KeyspaceSamples.commands()
        .forEach((name, c) -> all.add(of(name, format.encode(c), format::decodeCommand)));
    KeyspaceSamples.results()
        .forEach((name, r) -> all.add(of(name, format.encode(r), format::decodeResult)));
    all.add(of("head", format.encode(KeyspaceSamples.head()), format::decodeHead));
    all.add(of("entry", format.encode(KeyspaceSamples.limited()), format::decodeVersioned));
    all.add(of("retry", format.encode(KeyspaceSamples.remembered()), format::decodeRemembered));
    all.add(
        of(
            "revision",
            format.encode(KeyspaceSamples.revision()),
            bytes -> format.decodeRevision(1, bytes)));
    all.add(of("ledger", format.encode(KeyspaceSamples.ledger()), format::decodeLedger));
  }

  private static void addTopology(List<WireSample> all) {
    TopologyProtobuf format = new TopologyProtobuf();
    TopologySamples.commands()
        .forEach((name, c) -> all.add(of("command." + name, format.ofCommand(c), format::command)));
    TopologySamples.results()
        .forEach((name, r) -> all.add(of("result." + name, format.ofResult(r), format::result)));
    TopologySamples.standings()
        .forEach((name, s) -> all.add(of(name, format.ofStanding(s), refusing(format::standing))));
    all.add(
        of("topology", format.ofTopology(TopologySamples.topology()), refusing(format::topology)));
  }

  private static WireSample of(String name, Bytes bytes, Consumer<Bytes> reader) {
    return new WireSample(name, bytes, read -> reader.accept(Bytes.copyOf(read)));
  }

  /** A reader that refuses by the exception that it documents. */
  private static Consumer<Bytes> refusing(Consumer<Bytes> reader) {
    return bytes -> {
      try {
        reader.accept(bytes);
      } catch (IllegalArgumentException refused) {
        return;
      }
    };
  }

  private static Position position() {
    TreeMap<Actor, Reach> reaches =
        new TreeMap<>(
            Map.of(
                new Actor(1),
                new Reach(Reach.Kind.WHOLE, 3, 4, 9, 77),
                new Actor(2),
                new Reach(Reach.Kind.LATE, 5, 300, 300, 0)));
    return new Position(reaches, List.of(new Echo(1, 2), new Echo(3, 4)));
  }
}
