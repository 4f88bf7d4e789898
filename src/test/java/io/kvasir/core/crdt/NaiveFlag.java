package io.kvasir.core.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A flag of which nothing is forgotten: every enabling, and every coming into existence by being
 * disabled, is an event with a number, over once somebody ended it who had seen it.
 *
 * @param events true for an enabling
 * @param over events that a disabling, a delete or a later enabling had observed
 * @param numbers gives out event numbers
 */
record NaiveFlag(SortedMap<Integer, Boolean> events, SortedSet<Integer> over, AtomicInteger numbers)
    implements Naive {

  static NaiveFlag empty(AtomicInteger numbers) {
    return new NaiveFlag(new TreeMap<>(), new TreeSet<>(), numbers);
  }

  @Override
  public Naive write(int actor, Operation operation, Optional<Naive> seen, Crdt delta) {
    TreeMap<Integer, Boolean> happened = new TreeMap<>();
    if (operation instanceof Operation.Enable) {
      happened.put(numbers.incrementAndGet(), true);
      return new NaiveFlag(happened, live(true), numbers);
    }
    TreeSet<Integer> ended = new TreeSet<>(live(true));
    if (operation instanceof Operation.Delete) {
      ended.addAll(live(false));
    }
    if (seen.isPresent()) {
      ended = ((NaiveFlag) seen.get()).known();
    }
    if (operation instanceof Operation.Disable) {
      live(false).forEach(event -> happened.put(event, false));
      if (happened.isEmpty()) {
        happened.put(numbers.incrementAndGet(), false);
      }
      ended.removeAll(happened.keySet());
    }
    return new NaiveFlag(happened, ended, numbers);
  }

  /** Who saw this saw that it was there, or that it was over. */
  private TreeSet<Integer> known() {
    TreeSet<Integer> known = new TreeSet<>(events.keySet());
    known.addAll(over);
    return known;
  }

  private SortedSet<Integer> live(boolean enabling) {
    TreeSet<Integer> live = new TreeSet<>();
    events.forEach(
        (event, kind) -> {
          if (kind == enabling && !over.contains(event)) {
            live.add(event);
          }
        });
    return live;
  }

  @Override
  public Naive join(Naive other) {
    NaiveFlag theirs = (NaiveFlag) other;
    TreeMap<Integer, Boolean> allEvents = new TreeMap<>(events);
    allEvents.putAll(theirs.events);
    TreeSet<Integer> allOver = new TreeSet<>(over);
    allOver.addAll(theirs.over);
    return new NaiveFlag(allEvents, allOver, numbers);
  }

  @Override
  public Naive shown() {
    TreeMap<Integer, Boolean> alive = new TreeMap<>(events);
    alive.keySet().removeAll(over);
    return new NaiveFlag(alive, new TreeSet<>(), numbers);
  }

  @Override
  public void agreesWith(Crdt state) {
    assertThat(((EwFlag) state).isEnabled()).isEqualTo(!live(true).isEmpty());
    assertThat(state.isPresent()).isEqualTo(!live(true).isEmpty() || !live(false).isEmpty());
  }
}
