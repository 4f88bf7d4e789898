package io.kvasir.core.crdt;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.causality.CausalContext;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/** Operations of clients that have seen a state, which may be old or of another replica. */
final class Glimpse {
  private Glimpse() {}

  static Operation of(Crdt state, Operation operation) {
    Optional<Seen.OfKey> seen = Seen.of(state);
    if (seen.isEmpty()) {
      return operation;
    }
    return switch (operation) {
      case Operation.Put put -> new Operation.Put(put.value(), seen.get());
      case Operation.Delete delete -> new Operation.Delete(seen.get());
      case Operation.Disable disable -> new Operation.Disable(seen.get());
      case Operation.Remove remove ->
          new Operation.Remove(remove.elements(), parts((OrSwot) state, remove.elements()));
      case Operation.Add add -> add;
      case Operation.Adjust adjust -> adjust;
      case Operation.Enable enable -> enable;
      case Operation.Join join -> join;
      case Operation.Update(Field field, Operation inner) ->
          new Operation.Update(field, inField(((OrMap) state).valueOf(field), inner));
    };
  }

  /** Of a field a client has seen what was in it, and not what had been there before. */
  private static Operation inField(Crdt value, Operation operation) {
    if (operation instanceof Operation.Update || operation instanceof Operation.Remove) {
      return value instanceof OrMap ? of(value, operation) : operation;
    }
    return of(value.under(CausalContext.of(value.dots())), operation);
  }

  /** What is seen of each element, which may be nothing. */
  private static Seen parts(OrSwot set, SortedSet<Element> elements) {
    TreeMap<Element, Seen.OfKey> parts = new TreeMap<>();
    elements.forEach(
        element -> parts.put(element, new Seen.OfKey(CausalContext.of(set.dotsOf(element)))));
    return new Seen.OfParts(parts);
  }
}
