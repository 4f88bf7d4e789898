package io.kvasir.edge.wire;

import io.kvasir.core.causality.CausalContext;
import io.kvasir.edge.wire.proto.PeerProto;
import java.util.List;

/** Causal contexts on their own. */
final class ContextCodec {
  private ContextCodec() {}

  static PeerProto.Context encode(CausalContext context) {
    ActorTable actors = ActorTable.of(context, List.of());
    return PeerProto.Context.newBuilder()
        .addAllActors(actors.ids())
        .addAllVector(actors.encode(context.vector()))
        .addAllCloud(actors.encode(context.cloud()))
        .build();
  }

  static CausalContext decode(PeerProto.Context source) {
    ActorTable actors = ActorTable.decode(source.getActorsList());
    return new CausalContext(
        actors.decodeVector(source.getVectorList()), actors.decodeDots(source.getCloudList()));
  }
}
