package io.kvasir.core.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.Value;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All writes of a register, each under a number, and which of them a later write or delete had
 * observed.
 *
 * @param numbers gives out the numbers of writes
 */
record NaiveSiblings(
    SortedMap<Integer, Value> writes, SortedSet<Integer> over, AtomicInteger numbers)
    implements Naive {

  static NaiveSiblings empty(AtomicInteger numbers) {
    return new NaiveSiblings(new TreeMap<>(), new TreeSet<>(), numbers);
  }

  @Override
  public Naive write(int actor, Operation operation, Optional<Naive> seen, Crdt delta) {
    TreeMap<Integer, Value> written = new TreeMap<>();
    if (operation instanceof Operation.Put put) {
      written.put(numbers.incrementAndGet(), put.value());
    }
    return new NaiveSiblings(
        written,
        seen.map(view -> ((NaiveSiblings) view).known())
            .orElseGet(() -> new TreeSet<>(live().keySet())),
        numbers);
  }

  /** Who saw this saw that it was there, or that it was over. */
  private SortedSet<Integer> known() {
    TreeSet<Integer> known = new TreeSet<>(writes.keySet());
    known.addAll(over);
    return known;
  }

  private SortedMap<Integer, Value> live() {
    TreeMap<Integer, Value> live = new TreeMap<>(writes);
    live.keySet().removeAll(over);
    return live;
  }

  @Override
  public Naive join(Naive other) {
    NaiveSiblings theirs = (NaiveSiblings) other;
    TreeMap<Integer, Value> allWrites = new TreeMap<>(writes);
    allWrites.putAll(theirs.writes);
    TreeSet<Integer> allOver = new TreeSet<>(over);
    allOver.addAll(theirs.over);
    return new NaiveSiblings(allWrites, allOver, numbers);
  }

  @Override
  public Naive shown() {
    return new NaiveSiblings(live(), new TreeSet<>(), numbers);
  }

  @Override
  public void agreesWith(Crdt state) {
    assertThat(
            ((MvRegister) state)
                .siblings().values().stream().map(MvRegister.Sibling::value).toList())
        .containsExactlyInAnyOrderElementsOf(live().values());
    assertThat(state.isPresent()).isEqualTo(!live().isEmpty());
  }
}
