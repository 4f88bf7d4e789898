package io.kvasir.core.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * All adjustments ever seen and which of them some delete had observed.
 *
 * @param known adjustments
 * @param deleted those that a delete had observed
 */
record NaiveCounter(SortedSet<Adjustment> known, SortedSet<Adjustment> deleted) implements Naive {
  static final NaiveCounter EMPTY = new NaiveCounter(new TreeSet<>(), new TreeSet<>());

  /** The {@code number}-th of its actor. */
  record Adjustment(int actor, int number, long amount) implements Comparable<Adjustment> {
    @Override
    public int compareTo(Adjustment other) {
      int byActor = Integer.compare(actor, other.actor);
      return byActor != 0 ? byActor : Integer.compare(number, other.number);
    }
  }

  /** A delta of a counter tells all that its actor did before, too. */
  @Override
  public Naive write(int actor, Operation operation, Optional<Naive> seen, Crdt delta) {
    if (!(operation instanceof Operation.Adjust(long amount))) {
      return new NaiveCounter(known, known);
    }
    SortedSet<Adjustment> own = ofActor(known, actor);
    own.add(new Adjustment(actor, own.size(), amount));
    return new NaiveCounter(own, ofActor(deleted, actor));
  }

  @Override
  public Naive join(Naive other) {
    NaiveCounter theirs = (NaiveCounter) other;
    return new NaiveCounter(union(known, theirs.known), union(deleted, theirs.deleted));
  }

  @Override
  public Naive shown() {
    return this;
  }

  @Override
  public void agreesWith(Crdt state) {
    List<Adjustment> live = known.stream().filter(seen -> !deleted.contains(seen)).toList();
    long sum = live.stream().mapToLong(Adjustment::amount).sum();
    assertThat(((PnCounter) state).value()).isEqualTo(BigInteger.valueOf(sum));
    assertThat(state.isPresent()).isEqualTo(!live.isEmpty());
  }

  private static SortedSet<Adjustment> ofActor(SortedSet<Adjustment> all, int actor) {
    return new TreeSet<>(all.stream().filter(seen -> seen.actor() == actor).toList());
  }

  private static SortedSet<Adjustment> union(SortedSet<Adjustment> a, SortedSet<Adjustment> b) {
    TreeSet<Adjustment> both = new TreeSet<>(a);
    both.addAll(b);
    return both;
  }
}
