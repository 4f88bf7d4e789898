package io.kvasir.edge.wire;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.crdt.Field;
import io.kvasir.core.crdt.Nested;
import io.kvasir.core.crdt.OrMap;
import io.kvasir.edge.wire.proto.PeerProto;
import java.util.List;
import java.util.TreeMap;

/** Maps. */
final class MapCodec {
  private MapCodec() {}

  static PeerProto.Map encode(OrMap map) {
    ActorTable actors = ActorTable.of(map.context(), List.of(map.presence()));
    PeerProto.Map.Builder target =
        PeerProto.Map.newBuilder()
            .addAllActors(actors.ids())
            .addAllPresence(actors.encode(map.presence()))
            .addAllVector(actors.encode(map.context().vector()))
            .addAllCloud(actors.encode(map.context().cloud()));
    map.fields()
        .forEach(
            (field, value) ->
                target
                    .addFieldsBuilder()
                    .setField(field.element().value())
                    .setState(StateCodec.encode(value.state())));
    return target.build();
  }

  static OrMap decode(PeerProto.Map source) {
    ActorTable actors = ActorTable.decode(source.getActorsList());
    TreeMap<Field, Nested> fields = new TreeMap<>();
    for (PeerProto.Nested each : source.getFieldsList()) {
      Field field = Field.of(new Element(each.getField()));
      if (fields.put(field, new Nested(StateCodec.decode(each.getState()))) != null) {
        throw new IllegalArgumentException("a field twice in a map");
      }
    }
    CausalContext context =
        new CausalContext(
            actors.decodeVector(source.getVectorList()), actors.decodeDots(source.getCloudList()));
    return new OrMap(actors.decodeDots(source.getPresenceList()), fields, context, Expiry.NONE);
  }
}
