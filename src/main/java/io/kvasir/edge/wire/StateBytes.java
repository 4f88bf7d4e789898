package io.kvasir.edge.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.edge.wire.proto.PeerProto;
import java.util.Optional;

/** The state of a key as bytes that lie outside of nodes: {@code State} of the peer protocol. */
public final class StateBytes {
  private StateBytes() {}

  public static byte[] encode(Crdt state) {
    return StateCodec.encode(state).toByteArray();
  }

  /** Empty when they are none that this release can read. */
  public static Optional<Crdt> decode(byte[] bytes) {
    try {
      return Optional.of(StateCodec.decode(PeerProto.State.parseFrom(bytes)));
    } catch (InvalidProtocolBufferException | IllegalArgumentException | ArithmeticException e) {
      return Optional.empty();
    }
  }
}
