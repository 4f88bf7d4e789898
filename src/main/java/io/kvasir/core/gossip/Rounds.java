package io.kvasir.core.gossip;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.time.Tick;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * When this replica compares which partition with whom: each in turn once per interval, those that
 * are known or suspected to differ before all others. Bounded by the number of pairings.
 */
public final class Rounds {
  /** What differed, or could not be compared, is looked at again after this. */
  private static final long RETRY_MILLIS = 1_000;

  private static final class Standing {
    private Tick due;
    private boolean marked;
    private Optional<Tick> divergentSince = Optional.empty();
    private SortedSet<EntryKey> differing = new TreeSet<>();

    Standing(Tick due) {
      this.due = due;
    }
  }

  private final long intervalMillis;
  private final RandomGenerator random;
  private final TreeMap<Pairing, Standing> standings = new TreeMap<>();

  /**
   * @param intervalMillis between two comparisons of a pairing, 1 and up
   * @param random spreads the comparisons of many nodes over the interval
   */
  public Rounds(long intervalMillis, RandomGenerator random) {
    this.intervalMillis = intervalMillis;
    this.random = random;
  }

  /**
   * The pairings that there are from now on, in any order.
   *
   * @param regular those this node compares by turns; the others only when they are marked
   */
  public void pair(Collection<Pairing> all, SortedSet<Pairing> regular, Tick now) {
    TreeSet<Pairing> current = new TreeSet<>(all);
    standings.keySet().retainAll(current);
    for (Pairing pairing : current) {
      if (!standings.containsKey(pairing)) {
        Tick due =
            regular.contains(pairing)
                ? now.plusMillis(random.nextLong(intervalMillis))
                : new Tick(Long.MAX_VALUE);
        standings.put(pairing, new Standing(due));
      }
    }
  }

  /** The pairing may differ, whether or not it is this node's to compare: it goes first. */
  public void mark(Pairing pairing, Tick now) {
    Standing standing = standings.get(pairing);
    if (standing != null && !standing.marked) {
      standing.marked = true;
      standing.due = now;
    }
  }

  /** All are compared now. */
  public void markAll(Tick now) {
    standings.keySet().forEach(pairing -> mark(pairing, now));
  }

  /** Which one to compare now: a marked one, else the one that waits longest. */
  public Optional<Pairing> next(Tick now, Predicate<Pairing> possible) {
    Optional<Pairing> best = Optional.empty();
    for (var entry : standings.entrySet()) {
      if (entry.getValue().due.compareTo(now) <= 0
          && (best.isEmpty() || isBefore(entry.getValue(), of(best.get())))
          && possible.test(entry.getKey())) {
        best = Optional.of(entry.getKey());
      }
    }
    return best;
  }

  private static boolean isBefore(Standing a, Standing b) {
    return a.marked == b.marked ? a.due.compareTo(b.due) < 0 : a.marked;
  }

  private Standing of(Pairing pairing) {
    Standing standing = standings.get(pairing);
    return standing == null ? new Standing(new Tick(Long.MAX_VALUE)) : standing;
  }

  /**
   * The comparison ended.
   *
   * @param regular whether it is this node's to compare by turns
   */
  public void ended(Pairing pairing, Exchange.Outcome outcome, boolean regular, Tick now) {
    Standing standing = of(pairing);
    if (outcome.finished() && outcome.differing() == 0) {
      standing.marked = false;
      standing.divergentSince = Optional.empty();
      standing.differing = new TreeSet<>();
      standing.due = regular ? now.plusMillis(intervalMillis + jitter()) : new Tick(Long.MAX_VALUE);
      return;
    }
    standing.marked = true;
    standing.due = now.plusMillis(RETRY_MILLIS + random.nextLong(RETRY_MILLIS));
    if (outcome.finished()) {
      TreeSet<EntryKey> still = new TreeSet<>(standing.differing);
      still.retainAll(outcome.some());
      if (still.isEmpty()) {
        standing.divergentSince = Optional.of(now);
      }
      standing.differing = outcome.some();
    }
  }

  private long jitter() {
    return random.nextLong(intervalMillis / 4 + 1) - intervalMillis / 8;
  }

  /**
   * Since when some key is known to differ; what differs only while it is written does not count.
   */
  public Optional<Tick> divergentSince() {
    return standings.values().stream()
        .flatMap(standing -> standing.divergentSince.stream())
        .min(Tick::compareTo);
  }

  /** How many pairings are marked. */
  public long marked() {
    return standings.values().stream().filter(standing -> standing.marked).count();
  }
}
