package io.kvasir.edge.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kvasir.core.node.NodeId;
import io.kvasir.edge.wire.proto.PeerProto;
import io.kvasir.engine.port.PeerMessage;

/** The binary form of single messages. */
public final class PeerMessageCodec {
  private PeerMessageCodec() {}

  /**
   * Writes a message that {@code from} sends to {@code to}, which the envelope says, not the
   * message.
   */
  public static EncodedMessage encode(PeerMessage message, NodeId from, NodeId to) {
    PeerProto.Message encoded =
        switch (message) {
          case PeerMessage.OfReplica(var replica, long epoch, long agreedMillis, long clock) ->
              ReplicaMessageCodec.encode(replica, epoch).toBuilder()
                  .setAgreedMillis(agreedMillis)
                  .setClock(clock)
                  .build();
          case PeerMessage.OfRepair(var repair, long clock) ->
              RepairMessageCodec.encode(repair).toBuilder().setClock(clock).build();
          case PeerMessage.OfBurial(var burial) -> BurialMessageCodec.encode(burial);
          case PeerMessage.OfWatch(var watch) -> WatchMessageCodec.encode(watch);
          case PeerMessage.OfFounding(var founding) -> FoundingMessageCodec.encode(founding);
          case PeerMessage.OfGroup(var group, long agreedMillis) ->
              GroupMessageCodec.encode(group, from, to).toBuilder()
                  .setAgreedMillis(agreedMillis)
                  .build();
          case PeerMessage.OfHandoff(var handoff) -> HandoffMessageCodec.encode(handoff);
        };
    return new EncodedMessage(encoded.toByteString());
  }

  /** Reads a message that {@code from} sent to {@code to}. */
  public static Decoded<PeerMessage> decode(EncodedMessage encoded, NodeId from, NodeId to) {
    try {
      PeerProto.Message message = parse(encoded);
      return switch (message.getBodyCase()) {
        case REPLICATE,
            REPLICATED,
            NOT_REPLICATED,
            FETCH,
            FETCHED,
            NOT_FETCHED,
            FETCH_PAGE,
            PAGE_FETCHED,
            FORWARD_WRITE,
            WRITE_ANSWERED,
            OUTDATED,
            NOT_FORWARDED ->
            new Decoded.Valid<>(
                new PeerMessage.OfReplica(
                    ReplicaMessageCodec.decode(message),
                    message.getEpoch(),
                    message.getAgreedMillis(),
                    message.getClock()));
        case OF_REPLICA,
            SUBMIT,
            SUBMITTED,
            READ_ROWS,
            ROWS_READ,
            READ_HISTORY,
            HISTORY_READ,
            ASK_MEMBERS,
            TELL_MEMBERS,
            BUNDLE ->
            new Decoded.Valid<>(
                new PeerMessage.OfGroup(
                    GroupMessageCodec.decode(message, from, to), message.getAgreedMillis()));
        case REPAIR_ASK ->
            new Decoded.Valid<>(
                new PeerMessage.OfRepair(
                    RepairMessageCodec.decode(message.getRepairAsk()), message.getClock()));
        case REPAIR_TELL ->
            new Decoded.Valid<>(
                new PeerMessage.OfRepair(
                    RepairMessageCodec.decode(message.getRepairTell()), message.getClock()));
        case BURIAL_ASK ->
            new Decoded.Valid<>(
                new PeerMessage.OfBurial(BurialMessageCodec.decode(message.getBurialAsk())));
        case BURIAL_TELL ->
            new Decoded.Valid<>(
                new PeerMessage.OfBurial(BurialMessageCodec.decode(message.getBurialTell())));
        case BURY ->
            new Decoded.Valid<>(
                new PeerMessage.OfBurial(BurialMessageCodec.decode(message.getBury())));
        case WATCH_ASK ->
            new Decoded.Valid<>(
                new PeerMessage.OfWatch(WatchMessageCodec.decode(message.getWatchAsk())));
        case WATCH_TELL ->
            new Decoded.Valid<>(
                new PeerMessage.OfWatch(WatchMessageCodec.decode(message.getWatchTell())));
        case FOUNDING ->
            new Decoded.Valid<>(
                new PeerMessage.OfFounding(FoundingMessageCodec.decode(message.getFounding())));
        case HANDOFF ->
            new Decoded.Valid<>(
                new PeerMessage.OfHandoff(HandoffMessageCodec.decode(message.getHandoff())));
        case BODY_NOT_SET -> new Decoded.Unsupported<>("message of an unknown kind");
      };
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      return new Decoded.Malformed<>("message: " + e.getMessage());
    }
  }

  /** The bytes within are views of the encoded message's; codecs copy what they keep, once. */
  private static PeerProto.Message parse(EncodedMessage encoded)
      throws InvalidProtocolBufferException {
    CodedInputStream input = encoded.bytes().newCodedInput();
    input.enableAliasing(true);
    return PeerProto.Message.parser().parseFrom(input, ExtensionRegistryLite.getEmptyRegistry());
  }
}
