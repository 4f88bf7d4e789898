package io.kvasir.core.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.Element;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A set with tombstones: every add and every coming into existence is an event with a number; an
 * event is over once somebody ended it who had seen it happen.
 *
 * @param events the element each event added; empty when it made the set exist
 * @param over events that a remove, a delete or a later add of the element had observed
 * @param numbers gives out event numbers
 */
record NaiveSet(
    SortedMap<Integer, Optional<Element>> events, SortedSet<Integer> over, AtomicInteger numbers)
    implements Naive {

  static NaiveSet empty(AtomicInteger numbers) {
    return new NaiveSet(new TreeMap<>(), new TreeSet<>(), numbers);
  }

  @Override
  public Naive write(int actor, Operation operation, Optional<Naive> seen, Crdt delta) {
    NaiveSet view = (NaiveSet) seen.orElse(this);
    if (operation instanceof Operation.Add add) {
      return add(add.elements());
    }
    if (operation instanceof Operation.Remove remove) {
      return remove(view.live(of(remove.elements())));
    }
    return new NaiveSet(
        new TreeMap<>(), seen.isPresent() ? view.known() : live(any -> true), numbers);
  }

  /** Who saw this saw that it was there, or that it was over. */
  private SortedSet<Integer> known() {
    TreeSet<Integer> known = new TreeSet<>(events.keySet());
    known.addAll(over);
    return known;
  }

  private NaiveSet add(SortedSet<Element> elements) {
    TreeMap<Integer, Optional<Element>> added = new TreeMap<>();
    elements.forEach(element -> added.put(numbers.incrementAndGet(), Optional.of(element)));
    return new NaiveSet(added, live(of(elements)), numbers);
  }

  /** A remove also makes the set exist, or repeats what does. */
  private NaiveSet remove(SortedSet<Integer> ended) {
    TreeMap<Integer, Optional<Element>> existence = new TreeMap<>();
    live(Optional::isEmpty).forEach(event -> existence.put(event, Optional.empty()));
    if (existence.isEmpty()) {
      existence.put(numbers.incrementAndGet(), Optional.empty());
    }
    return new NaiveSet(existence, ended, numbers);
  }

  private static Predicate<Optional<Element>> of(SortedSet<Element> elements) {
    return element -> element.isPresent() && elements.contains(element.get());
  }

  private SortedSet<Integer> live(Predicate<Optional<Element>> condition) {
    TreeSet<Integer> live = new TreeSet<>();
    events.forEach(
        (event, element) -> {
          if (!over.contains(event) && condition.test(element)) {
            live.add(event);
          }
        });
    return live;
  }

  @Override
  public Naive join(Naive other) {
    NaiveSet theirs = (NaiveSet) other;
    TreeMap<Integer, Optional<Element>> allEvents = new TreeMap<>(events);
    allEvents.putAll(theirs.events);
    TreeSet<Integer> allOver = new TreeSet<>(over);
    allOver.addAll(theirs.over);
    return new NaiveSet(allEvents, allOver, numbers);
  }

  @Override
  public Naive shown() {
    TreeMap<Integer, Optional<Element>> alive = new TreeMap<>(events);
    alive.keySet().removeAll(over);
    return new NaiveSet(alive, new TreeSet<>(), numbers);
  }

  @Override
  public void agreesWith(Crdt state) {
    TreeSet<Element> members = new TreeSet<>();
    SortedSet<Integer> live = live(any -> true);
    live.forEach(event -> events.get(event).ifPresent(members::add));
    OrSwot set = state instanceof GSet growing ? growing.set() : (OrSwot) state;
    assertThat(set.members()).isEqualTo(members);
    assertThat(state.isPresent()).isEqualTo(!live.isEmpty());
  }
}
