package io.kvasir.service;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.crdt.Field;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.Seen;
import java.util.List;
import java.util.Optional;

/** Turns changes of fields into operations, unless something about them is not allowed. */
record FieldChanges(Limited limited) {
  /** The operation on the map, whose key the tokens are of. */
  Operation operation(FieldChange change, ContextTokens tokens, Optional<String> context) {
    if (!change.action().verb().suits(change.type())) {
      throw new Refused(new Failure.TypeMismatch(change.type(), change.action().verb().label()));
    }
    List<String> names = limited.path(change.path(), Operation.Update.MAX_DEPTH);
    Field last = new Field(names.getLast(), change.type());
    Operation operation =
        new Operation.Update(
            last, onValue(change, seen(place(names, change.type()), change, tokens, context)));
    for (String outer : names.subList(0, names.size() - 1).reversed()) {
      operation = new Operation.Update(new Field(outer, DataType.OR_MAP), operation);
    }
    return operation;
  }

  private Operation onValue(FieldChange change, Seen seen) {
    return switch (change.action()) {
      case FieldChange.Action.Put(var value) -> new Operation.Put(limited.value(value), seen);
      case FieldChange.Action.Add(var elements) -> new Operation.Add(limited.elements(elements));
      case FieldChange.Action.Remove(var elements) ->
          new Operation.Remove(limited.elements(elements), seen);
      case FieldChange.Action.Count(Verb verb, long amount) ->
          new Operation.Adjust(
              verb == Verb.COUNTER_DECREMENT
                  ? -KeyValueService.positive(amount)
                  : KeyValueService.positive(amount));
      case FieldChange.Action.Enable() -> new Operation.Enable();
      case FieldChange.Action.Disable() -> new Operation.Disable(seen);
      case FieldChange.Action.Delete() -> new Operation.Delete(seen);
    };
  }

  private static Seen seen(
      Element place, FieldChange change, ContextTokens tokens, Optional<String> context) {
    if (context.isPresent() && !takesContext(change)) {
      throw new Refused(
          new Failure.Unsupported(
              "context", "has no meaning for " + change.action().verb().label()));
    }
    return context.<Seen>map(token -> tokens.part(place, token)).orElse(Seen.HERE);
  }

  private static boolean takesContext(FieldChange change) {
    return change.type().isCausal()
        && switch (change.action().verb()) {
          case PUT, DELETE, SET_REMOVE, FLAG_DISABLE -> true;
          case GET,
              SET_ADD,
              COUNTER_INCREMENT,
              COUNTER_DECREMENT,
              FLAG_ENABLE,
              MAP_UPDATE,
              MAP_COUNT ->
              false;
        };
  }

  /** What contexts of a field are signed for. */
  private static Element place(List<String> names, DataType type) {
    Optional<Element> outer = Optional.empty();
    for (String name : names.subList(0, names.size() - 1)) {
      outer = Optional.of(place(outer, new Field(name, DataType.OR_MAP)));
    }
    return place(outer, new Field(names.getLast(), type));
  }

  /** No two fields, in whatever maps, have the same. */
  static Element place(Optional<Element> map, Field field) {
    String inner = field.element().value();
    return new Element(map.map(Element::value).orElse("") + inner.length() + ':' + inner);
  }
}
