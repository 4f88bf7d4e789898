package io.kvasir.edge.wire;

import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.crdt.MvRegister;
import io.kvasir.edge.wire.proto.PeerProto;
import java.util.List;
import java.util.TreeMap;

/** Registers with siblings. */
final class SiblingsCodec {
  private SiblingsCodec() {}

  static PeerProto.Siblings encode(MvRegister register) {
    ActorTable actors = ActorTable.of(register.context(), List.of(register.dots()));
    PeerProto.Siblings.Builder target =
        PeerProto.Siblings.newBuilder()
            .addAllActors(actors.ids())
            .addAllDots(actors.encode(register.dots()))
            .addAllVector(actors.encode(register.context().vector()))
            .addAllCloud(actors.encode(register.context().cloud()));
    register.siblings().values().forEach(sibling -> target.addSiblings(encode(sibling)));
    return target.build();
  }

  private static PeerProto.Sibling encode(MvRegister.Sibling sibling) {
    return PeerProto.Sibling.newBuilder()
        .setStamp(ValueCodec.encode(sibling.stamp()))
        .setValue(ValueCodec.encode(sibling.value()))
        .build();
  }

  static MvRegister decode(PeerProto.Siblings source) {
    ActorTable actors = ActorTable.decode(source.getActorsList());
    List<Dot> dots = actors.decodeDots(source.getDotsList()).dots();
    if (dots.size() != source.getSiblingsCount()) {
      throw new IllegalArgumentException("siblings and their dots do not match");
    }
    TreeMap<Dot, MvRegister.Sibling> siblings = new TreeMap<>();
    for (int i = 0; i < dots.size(); i++) {
      siblings.put(dots.get(i), decode(source.getSiblings(i)));
    }
    CausalContext context =
        new CausalContext(
            actors.decodeVector(source.getVectorList()), actors.decodeDots(source.getCloudList()));
    return new MvRegister(siblings, context);
  }

  private static MvRegister.Sibling decode(PeerProto.Sibling source) {
    return new MvRegister.Sibling(
        ValueCodec.decode(source.getStamp()), ValueCodec.decode(source.getValue()));
  }
}
