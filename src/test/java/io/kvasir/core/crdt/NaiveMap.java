package io.kvasir.core.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.DataType;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A map of naive models, of which each knows nothing of the others, and events by which it came
 * into existence when a field was taken away.
 *
 * @param over comings into existence that a delete had observed
 * @param numbers gives out event numbers
 */
record NaiveMap(
    SortedMap<Field, Naive> fields,
    SortedSet<Integer> existence,
    SortedSet<Integer> over,
    AtomicInteger numbers)
    implements Naive {

  static NaiveMap empty(AtomicInteger numbers) {
    return new NaiveMap(new TreeMap<>(), new TreeSet<>(), new TreeSet<>(), numbers);
  }

  /** The model of a type. */
  static Naive model(DataType type, AtomicInteger numbers) {
    return switch (type) {
      case LWW_REGISTER -> NaiveRegister.EMPTY;
      case OR_SWOT, G_SET -> NaiveSet.empty(numbers);
      case PN_COUNTER -> NaiveCounter.EMPTY;
      case MV_REGISTER -> NaiveSiblings.empty(numbers);
      case EW_FLAG -> NaiveFlag.empty(numbers);
      case OR_MAP -> empty(numbers);
    };
  }

  private Naive of(Field field) {
    Naive value = fields.get(field);
    return value == null ? model(field.type(), numbers) : value;
  }

  @Override
  public Naive write(int actor, Operation operation, Optional<Naive> seen, Crdt delta) {
    OrMap change = (OrMap) delta;
    if (operation instanceof Operation.Update(Field field, Operation inner)) {
      Optional<Naive> view =
          seen.map(all -> ((NaiveMap) all).of(field))
              .map(value -> inner instanceof Operation.Update ? value : value.shown());
      TreeMap<Field, Naive> changed = new TreeMap<>();
      changed.put(field, of(field).write(actor, inner, view, change.valueOf(field)));
      return new NaiveMap(
          changed,
          inner instanceof Operation.Delete ? exist() : new TreeSet<>(),
          new TreeSet<>(),
          numbers);
    }
    return delete(actor, operation, seen.map(view -> (NaiveMap) view), change);
  }

  private NaiveMap delete(int actor, Operation delete, Optional<NaiveMap> seen, OrMap change) {
    TreeSet<Field> all = new TreeSet<>(fields.keySet());
    seen.ifPresent(view -> all.addAll(view.fields.keySet()));
    TreeMap<Field, Naive> changed = new TreeMap<>();
    for (Field field : all) {
      Optional<Naive> view =
          field.type().isCausal() ? seen.map(known -> known.of(field)) : Optional.empty();
      if (field.type().isCausal() || fields.containsKey(field)) {
        changed.put(field, of(field).write(actor, delete, view, change.valueOf(field)));
      }
    }
    SortedSet<Integer> ended = seen.map(NaiveMap::known).orElseGet(this::live);
    return new NaiveMap(changed, new TreeSet<>(), ended, numbers);
  }

  private SortedSet<Integer> exist() {
    SortedSet<Integer> live = live();
    return live.isEmpty() ? new TreeSet<>(List.of(numbers.incrementAndGet())) : live;
  }

  private SortedSet<Integer> live() {
    TreeSet<Integer> live = new TreeSet<>(existence);
    live.removeAll(over);
    return live;
  }

  private SortedSet<Integer> known() {
    TreeSet<Integer> known = new TreeSet<>(existence);
    known.addAll(over);
    return known;
  }

  @Override
  public Naive join(Naive other) {
    NaiveMap theirs = (NaiveMap) other;
    TreeMap<Field, Naive> all = new TreeMap<>(fields);
    theirs.fields.forEach((field, value) -> all.merge(field, value, Naive::join));
    TreeSet<Integer> allExistence = new TreeSet<>(existence);
    allExistence.addAll(theirs.existence);
    TreeSet<Integer> allOver = new TreeSet<>(over);
    allOver.addAll(theirs.over);
    return new NaiveMap(all, allExistence, allOver, numbers);
  }

  @Override
  public Naive shown() {
    TreeMap<Field, Naive> shown = new TreeMap<>(fields);
    shown.replaceAll((field, value) -> value.shown());
    return new NaiveMap(shown, live(), new TreeSet<>(), numbers);
  }

  @Override
  public void agreesWith(Crdt state) {
    OrMap map = (OrMap) state;
    fields.forEach((field, value) -> value.agreesWith(map.valueOf(field)));
    assertThat(fields.keySet()).containsAll(map.fields().keySet());
    assertThat(map.isPresent()).isEqualTo(!live().isEmpty() || !map.values().isEmpty());
  }
}
