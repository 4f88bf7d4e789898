package io.kvasir.edge.wire;

import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.crdt.EwFlag;
import io.kvasir.edge.wire.proto.PeerProto;
import java.util.List;

/** Flags. */
final class FlagCodec {
  private FlagCodec() {}

  static PeerProto.Flag encode(EwFlag flag) {
    ActorTable actors = ActorTable.of(flag.context(), List.of(flag.presence(), flag.enables()));
    return PeerProto.Flag.newBuilder()
        .addAllActors(actors.ids())
        .addAllPresence(actors.encode(flag.presence()))
        .addAllEnables(actors.encode(flag.enables()))
        .addAllVector(actors.encode(flag.context().vector()))
        .addAllCloud(actors.encode(flag.context().cloud()))
        .build();
  }

  static EwFlag decode(PeerProto.Flag source) {
    ActorTable actors = ActorTable.decode(source.getActorsList());
    return new EwFlag(
        actors.decodeDots(source.getPresenceList()),
        actors.decodeDots(source.getEnablesList()),
        new CausalContext(
            actors.decodeVector(source.getVectorList()), actors.decodeDots(source.getCloudList())));
  }
}
