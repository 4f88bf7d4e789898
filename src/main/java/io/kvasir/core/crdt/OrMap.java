package io.kvasir.core.crdt;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.node.Actor;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A map from fields to values of the other types, maps included. All that is in it shares one
 * causal context (Almeida et al. 2018, section 7.4), so that of a removed field nothing remains: a
 * removal ends what was seen in the field, and what it did not see stays.
 *
 * <p>Counters and last-writer-wins registers have no dots. They are removed as they are deleted
 * when they are keys of their own, and like those leave behind what was counted, or the stamp.
 *
 * @param presence dots that keep an emptied map in existence, so that it reads as empty rather than
 *     absent; a delete removes them
 * @param fields the values, each without a context of its own, and none that is nothing
 * @param context every dot this state has seen, in whatever field
 */
public record OrMap(
    DotSet presence, SortedMap<Field, Nested> fields, CausalContext context, Expiry expiry)
    implements Parted {
  public static final OrMap BOTTOM =
      new OrMap(DotSet.EMPTY, new TreeMap<>(), CausalContext.EMPTY, Expiry.NONE);

  public OrMap {
    fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    fields.forEach(OrMap::requireOfType);
  }

  private static void requireOfType(Field field, Nested value) {
    if (value.state().type() != field.type()) {
      throw new IllegalArgumentException(field + " holds a " + value.state().type());
    }
  }

  /**
   * What stands in a field, as a state of its own; bottom under this context where nothing does.
   */
  public Crdt valueOf(Field field) {
    Nested value = fields.get(field);
    Crdt state = value == null ? Crdt.bottom(field.type()) : value.state();
    return state.under(context);
  }

  /** The values that a reader finds. */
  public SortedMap<Field, Crdt> values() {
    TreeMap<Field, Crdt> values = new TreeMap<>();
    fields.keySet().forEach(field -> values.put(field, valueOf(field)));
    values.values().removeIf(value -> !value.isPresent());
    return values;
  }

  /** The delta of the map when one of its values changes by {@code change}. */
  static Slice changed(Field field, Crdt change) {
    return new Slice(of(DotSet.EMPTY, field, change, change.context()), scope(field));
  }

  /**
   * The delta that takes a field away. It also makes the map exist.
   *
   * @param deletion of the field's value
   */
  Slice removed(Actor actor, Field field, Crdt deletion) {
    DotSet existence = presence.isEmpty() ? DotSet.of(context.nextDot(actor)) : presence;
    CausalContext seen = deletion.context().join(CausalContext.of(existence));
    return new Slice(of(existence, field, deletion, seen), scope(field));
  }

  private static OrMap of(DotSet presence, Field field, Crdt value, CausalContext context) {
    TreeMap<Field, Nested> fields = new TreeMap<>();
    put(fields, field, value);
    return new OrMap(presence, fields, context, Expiry.NONE);
  }

  private static Scope scope(Field field) {
    return new Scope.Elements(new TreeSet<>(List.of(field.element())));
  }

  /**
   * The delta that removes the map with all that is in it.
   *
   * @param deletions of the values, by their fields
   * @param seen what is removed besides: the dots of the map's presence at least
   */
  static Slice deleted(SortedMap<Field, Crdt> deletions, CausalContext seen) {
    TreeMap<Field, Nested> fields = new TreeMap<>();
    TreeSet<Element> elements = new TreeSet<>();
    CausalContext all = seen;
    for (Map.Entry<Field, Crdt> deletion : deletions.entrySet()) {
      elements.add(deletion.getKey().element());
      put(fields, deletion.getKey(), deletion.getValue());
      all = all.join(deletion.getValue().context());
    }
    OrMap delta = new OrMap(DotSet.EMPTY, fields, all, Expiry.NONE);
    return new Slice(delta, new Scope.Elements(elements));
  }

  private static void put(SortedMap<Field, Nested> fields, Field field, Crdt value) {
    if (Nested.isNothing(value)) {
      fields.remove(field);
    } else {
      fields.put(field, new Nested(value.under(CausalContext.EMPTY)));
    }
  }

  @Override
  public OrMap join(Parted other, Scope scope) {
    if (!(other instanceof OrMap theirs)) {
      throw Crdt.unlike(this, other);
    }
    TreeSet<Field> within = new TreeSet<>(fields.keySet());
    within.addAll(theirs.fields.keySet());
    within.removeIf(field -> !scope.covers(field.element()));
    TreeMap<Field, Nested> joined = new TreeMap<>(fields);
    within.forEach(field -> put(joined, field, Crdt.join(valueOf(field), theirs.valueOf(field))));
    return new OrMap(
        DotSet.join(presence, context, theirs.presence, theirs.context),
        joined,
        context.join(theirs.context),
        expiry.join(theirs.expiry));
  }

  @Override
  public SortedMap<Element, Part> parts() {
    TreeMap<Element, Part> parts = new TreeMap<>();
    fields.forEach((field, value) -> parts.put(field.element(), value));
    return parts;
  }

  @Override
  public Optional<Part> part(Element element) {
    return Field.find(element).flatMap(field -> Optional.ofNullable(fields.get(field)));
  }

  @Override
  public int size() {
    return fields.size();
  }

  @Override
  public OrMap with(DotSet presence, SortedMap<Element, Part> parts, CausalContext context) {
    TreeMap<Field, Nested> values = new TreeMap<>();
    parts.forEach((element, part) -> values.put(Field.of(element), (Nested) part));
    return new OrMap(presence, values, context, expiry);
  }

  @Override
  public OrMap under(CausalContext other) {
    return new OrMap(presence, fields, other, expiry);
  }

  @Override
  public OrMap expiring(Expiry other) {
    return new OrMap(presence, fields, context, expiry.join(other));
  }

  @Override
  public Slice erased() {
    TreeMap<Field, Crdt> deletions = new TreeMap<>();
    fields.forEach((field, value) -> deletions.put(field, value.state().erased().state()));
    return deleted(deletions, CausalContext.of(presence));
  }

  @Override
  public DataType type() {
    return DataType.OR_MAP;
  }

  @Override
  public boolean isPresent() {
    return !presence.isEmpty()
        || fields.values().stream().anyMatch(value -> value.state().isPresent());
  }
}
