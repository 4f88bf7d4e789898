package io.kvasir.edge.wire;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Field;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.Seen;
import io.kvasir.edge.wire.proto.PeerProto;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What clients ask of one key. */
final class OperationCodec {
  private OperationCodec() {}

  static PeerProto.Operation encode(Operation operation) {
    PeerProto.Operation.Builder target = PeerProto.Operation.newBuilder();
    switch (operation) {
      case Operation.Put(var value, var seen) ->
          write(seen, target.setPut(ValueCodec.encode(value)));
      case Operation.Delete(var seen) ->
          write(seen, target.setDelete(PeerProto.Empty.getDefaultInstance()));
      case Operation.Add(var elements, var lifeMillis) ->
          target.setAdd(encode(elements).toBuilder().setLifeMillis(lifeMillis.orElse(0L)));
      case Operation.Remove(var elements, var seen) ->
          write(seen, target.setRemove(encode(elements)));
      case Operation.Adjust(long amount) -> target.setAdjust(amount);
      case Operation.Enable() -> target.setEnable(PeerProto.Empty.getDefaultInstance());
      case Operation.Disable(var seen) ->
          write(seen, target.setDisable(PeerProto.Empty.getDefaultInstance()));
      case Operation.Join(Crdt state) -> target.setJoin(StateCodec.encode(state));
      case Operation.Update(Field field, Operation inner) ->
          target.getUpdateBuilder().setField(field.element().value()).setOperation(encode(inner));
    }
    return target.build();
  }

  static Operation decode(PeerProto.Operation source) {
    return switch (source.getOperationCase()) {
      case PUT -> new Operation.Put(ValueCodec.decode(source.getPut()), seen(source));
      case DELETE -> new Operation.Delete(seen(source));
      case ADD -> new Operation.Add(decode(source.getAdd()), life(source.getAdd()));
      case REMOVE -> new Operation.Remove(decode(source.getRemove()), seen(source));
      case ADJUST -> new Operation.Adjust(source.getAdjust());
      case ENABLE -> new Operation.Enable();
      case DISABLE -> new Operation.Disable(seen(source));
      case JOIN -> new Operation.Join(StateCodec.decode(source.getJoin()));
      case UPDATE ->
          new Operation.Update(
              Field.of(new Element(source.getUpdate().getField())),
              decode(source.getUpdate().getOperation()));
      case OPERATION_NOT_SET -> throw new IllegalArgumentException("unknown operation");
    };
  }

  private static Optional<Long> life(PeerProto.Elements source) {
    return source.getLifeMillis() == 0 ? Optional.empty() : Optional.of(source.getLifeMillis());
  }

  private static void write(Seen seen, PeerProto.Operation.Builder target) {
    switch (seen) {
      case Seen.Here() -> {}
      case Seen.OfKey(var context) -> target.setSeen(ContextCodec.encode(context));
      case Seen.OfParts(var parts) ->
          parts.forEach(
              (element, part) ->
                  target
                      .addPartsBuilder()
                      .setElement(element.value())
                      .setSeen(ContextCodec.encode(part.context())));
    }
  }

  private static Seen seen(PeerProto.Operation source) {
    if (source.hasSeen()) {
      return new Seen.OfKey(ContextCodec.decode(source.getSeen()));
    }
    if (source.getPartsCount() == 0) {
      return Seen.HERE;
    }
    TreeMap<Element, Seen.OfKey> parts = new TreeMap<>();
    for (PeerProto.Part part : source.getPartsList()) {
      parts.put(
          new Element(part.getElement()), new Seen.OfKey(ContextCodec.decode(part.getSeen())));
    }
    return new Seen.OfParts(parts);
  }

  private static PeerProto.Elements encode(SortedSet<Element> elements) {
    PeerProto.Elements.Builder target = PeerProto.Elements.newBuilder();
    elements.forEach(element -> target.addElements(element.value()));
    return target.build();
  }

  private static SortedSet<Element> decode(PeerProto.Elements source) {
    TreeSet<Element> elements = new TreeSet<>();
    source.getElementsList().forEach(element -> elements.add(new Element(element)));
    return elements;
  }
}
