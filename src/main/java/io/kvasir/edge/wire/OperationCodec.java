package io.kvasir.edge.wire;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.crdt.Operation;
import io.kvasir.edge.wire.proto.PeerProto;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What clients ask of one key. */
final class OperationCodec {
  private OperationCodec() {}

  static PeerProto.Operation encode(Operation operation) {
    PeerProto.Operation.Builder target = PeerProto.Operation.newBuilder();
    switch (operation) {
      case Operation.Put(var value) -> target.setPut(ValueCodec.encode(value));
      case Operation.Delete() -> target.setDelete(PeerProto.Empty.getDefaultInstance());
      case Operation.Add(var elements, var lifeMillis) ->
          target.setAdd(encode(elements).toBuilder().setLifeMillis(lifeMillis.orElse(0L)));
      case Operation.Remove(var elements) -> target.setRemove(encode(elements));
      case Operation.Adjust(long amount) -> target.setAdjust(amount);
    }
    return target.build();
  }

  static Operation decode(PeerProto.Operation source) {
    return switch (source.getOperationCase()) {
      case PUT -> new Operation.Put(ValueCodec.decode(source.getPut()));
      case DELETE -> new Operation.Delete();
      case ADD -> new Operation.Add(decode(source.getAdd()), life(source.getAdd()));
      case REMOVE -> new Operation.Remove(decode(source.getRemove()));
      case ADJUST -> new Operation.Adjust(source.getAdjust());
      case OPERATION_NOT_SET -> throw new IllegalArgumentException("unknown operation");
    };
  }

  private static Optional<Long> life(PeerProto.Elements source) {
    return source.getLifeMillis() == 0 ? Optional.empty() : Optional.of(source.getLifeMillis());
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
