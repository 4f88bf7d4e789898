package io.kvasir.edge.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvasir.edge.wire.proto.PeerProto;
import io.kvasir.engine.port.PeerMessage;

/** The binary form of single messages. */
public final class PeerMessageCodec {
  private PeerMessageCodec() {}

  public static EncodedMessage encode(PeerMessage message) {
    PeerProto.Message encoded =
        switch (message) {
          case PeerMessage.OfReplica(var replica) -> ReplicaMessageCodec.encode(replica);
          case PeerMessage.OfCatalogue(var catalogue) -> CatalogueMessageCodec.encode(catalogue);
          case PeerMessage.OfGroup group ->
              throw new IllegalArgumentException("no wire form of " + group);
        };
    return new EncodedMessage(encoded.toByteString());
  }

  public static Decoded<PeerMessage> decode(EncodedMessage encoded) {
    try {
      PeerProto.Message message = PeerProto.Message.parseFrom(encoded.bytes());
      return switch (message.getBodyCase()) {
        case REPLICATE,
            REPLICATED,
            NOT_REPLICATED,
            FETCH,
            FETCHED,
            NOT_FETCHED,
            FORWARD_WRITE,
            WRITE_ANSWERED ->
            new Decoded.Valid<>(new PeerMessage.OfReplica(ReplicaMessageCodec.decode(message)));
        case OFFER, ACCEPTED, DIGEST ->
            new Decoded.Valid<>(new PeerMessage.OfCatalogue(CatalogueMessageCodec.decode(message)));
        case BODY_NOT_SET -> new Decoded.Unsupported<>("message of an unknown kind");
      };
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      return new Decoded.Malformed<>("message: " + e.getMessage());
    }
  }
}
