package io.kvasir.edge.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.NodeId;
import io.kvasir.edge.wire.proto.PeerProto;
import java.util.ArrayList;
import java.util.List;

/** The binary form of envelopes. */
public final class EnvelopeCodec {
  /** Raised when an old node must not look into a new one's envelopes. */
  static final int VERSION = 1;

  /** Of one message. */
  private static final int MARKS = 32;

  private static final int MARK_BYTES = 64;

  private EnvelopeCodec() {}

  public static byte[] encode(EnvelopeHeader header, List<EncodedMessage> messages) {
    PeerProto.Envelope.Builder envelope =
        PeerProto.Envelope.newBuilder()
            .setVersion(VERSION)
            .setCluster(header.cluster())
            .setFrom(header.from().value())
            .setSession(header.session())
            .setToSession(header.toSession())
            .setSequence(header.sequence())
            .setAcked(header.acked())
            .setClusterId(header.clusterId())
            .setBus(header.bus());
    for (EncodedMessage message : messages) {
      for (Bytes mark : message.marks()) {
        envelope.addMarks(encode(envelope.getMessagesCount(), mark));
      }
      envelope.addMessages(message.bytes());
    }
    return envelope.build().toByteArray();
  }

  private static PeerProto.TraceMark encode(int message, Bytes mark) {
    return PeerProto.TraceMark.newBuilder()
        .setMessage(message)
        .setTrace(UnsafeByteOperations.unsafeWrap(mark.toArray()))
        .build();
  }

  /**
   * Reads an envelope; its messages are decoded one by one later.
   *
   * @param bytes must not change from now on: the messages are views of them
   */
  public static Decoded<Envelope> decode(byte[] bytes) {
    try {
      PeerProto.Envelope envelope = parse(bytes);
      return envelope.getVersion() == VERSION
          ? new Decoded.Valid<>(read(envelope))
          : new Decoded.Unsupported<>("envelope version " + envelope.getVersion());
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      return new Decoded.Malformed<>("envelope: " + e.getMessage());
    }
  }

  private static PeerProto.Envelope parse(byte[] bytes) throws InvalidProtocolBufferException {
    CodedInputStream input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
    input.enableAliasing(true);
    return PeerProto.Envelope.parser().parseFrom(input, ExtensionRegistryLite.getEmptyRegistry());
  }

  private static Envelope read(PeerProto.Envelope envelope) {
    EnvelopeHeader header =
        new EnvelopeHeader(
            envelope.getCluster(),
            new NodeId(envelope.getFrom()),
            envelope.getSession(),
            envelope.getToSession(),
            envelope.getSequence(),
            envelope.getAcked(),
            envelope.getClusterId(),
            envelope.getBus());
    return new Envelope(header, messages(envelope));
  }

  /** Marks that are of no message, or more than anyone sends, are none. */
  private static List<EncodedMessage> messages(PeerProto.Envelope envelope) {
    List<EncodedMessage> messages =
        new ArrayList<>(envelope.getMessagesList().stream().map(EncodedMessage::new).toList());
    for (PeerProto.TraceMark mark : envelope.getMarksList()) {
      int at = mark.getMessage();
      if (at >= 0
          && at < messages.size()
          && messages.get(at).marks().size() < MARKS
          && mark.getTrace().size() <= MARK_BYTES) {
        List<Bytes> marks = new ArrayList<>(messages.get(at).marks());
        marks.add(Bytes.copyOf(mark.getTrace().toByteArray()));
        messages.set(at, messages.get(at).marked(marks));
      }
    }
    return messages;
  }
}
