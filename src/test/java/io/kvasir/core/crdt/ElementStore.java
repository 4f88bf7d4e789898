package io.kvasir.core.crdt;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.DotSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * The durable state of one key, kept as a store keeps it: for a set one row per element besides its
 * context and presence, everything else in one row.
 */
final class ElementStore {
  private final DataType type;
  private final TreeMap<Element, DotSet> rows = new TreeMap<>();
  private DotSet presence = DotSet.EMPTY;
  private CausalContext context = CausalContext.EMPTY;
  private Optional<Crdt> whole = Optional.empty();

  ElementStore(DataType type) {
    this.type = type;
  }

  Slice load(Scope scope) {
    if (type != DataType.OR_SWOT) {
      return new Slice(whole.orElseGet(() -> Crdt.bottom(type)), scope);
    }
    TreeMap<Element, DotSet> read = new TreeMap<>();
    switch (scope) {
      case Scope.Whole() -> read.putAll(rows);
      case Scope.Elements(SortedSet<Element> elements) ->
          elements.forEach(
              element ->
                  Optional.ofNullable(rows.get(element))
                      .ifPresent(dots -> read.put(element, dots)));
    }
    return new Slice(new OrSwot(presence, read, context), scope);
  }

  /** Replaces what is stored within the slice's scope. */
  void commit(Slice slice) {
    if (!(slice.state() instanceof OrSwot set)) {
      whole = Optional.of(slice.state());
      return;
    }
    switch (slice.scope()) {
      case Scope.Whole() -> rows.clear();
      case Scope.Elements(SortedSet<Element> elements) -> elements.forEach(rows::remove);
    }
    rows.putAll(set.entries());
    presence = set.presence();
    context = set.context();
  }
}
