package io.kvasir.core.watch;

import io.kvasir.core.node.Actor;
import io.kvasir.core.ring.PartitionId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What was delivered of keys and is not accounted for at all of their replicas yet: the last of
 * each key, of so many keys at most. Only the latest go into positions, those before others that
 * fewer than two replicas account for.
 */
final class Echoes {
  /**
   * The last delivery of a key.
   *
   * @param digest all of it, or its lower half as an {@link Echo} has it
   * @param partition of the key; empty when another stream delivered it
   * @param holders who holds what was delivered by a change that is accounted for, and by which
   */
  private record Entry(
      long digest, Optional<PartitionId> partition, SortedMap<Actor, Long> holders) {
    boolean is(long other) {
      return partition.isPresent() ? digest == other : (int) digest == (int) other;
    }

    boolean isSure() {
      return holders.size() >= 2;
    }
  }

  private final int inPositions;
  private final int bound;
  private final LinkedHashMap<Integer, Entry> unsure = new LinkedHashMap<>();
  private final LinkedHashMap<Integer, Entry> sure = new LinkedHashMap<>();

  /**
   * @param inPositions how many a position has at most
   * @param bound how many are kept at most
   */
  Echoes(int inPositions, int bound, List<Echo> known) {
    this.inPositions = inPositions;
    this.bound = bound;
    for (Echo echo : known) {
      put(echo.hash(), new Entry(echo.digest(), Optional.empty(), new TreeMap<>()));
    }
  }

  boolean has(long hash, long digest) {
    Entry known = entry((int) hash);
    return known != null && known.is(digest);
  }

  private @Nullable Entry entry(int hash) {
    Entry known = unsure.get(hash);
    return known == null ? sure.get(hash) : known;
  }

  /** That was delivered of a key now. */
  void add(long hash, long digest, PartitionId partition, SortedMap<Actor, Long> holders) {
    put((int) hash, new Entry(digest, Optional.of(partition), holders));
  }

  /** Who else holds what was delivered of a key is known now. */
  void confirm(long hash, long digest, SortedMap<Actor, Long> holders) {
    Entry known = entry((int) hash);
    if (known != null && known.is(digest)) {
      put((int) hash, new Entry(known.digest(), known.partition(), holders));
    }
  }

  private void put(int hash, Entry entry) {
    unsure.remove(hash);
    sure.remove(hash);
    (entry.isSure() ? sure : unsure).put(hash, entry);
    if (unsure.size() + sure.size() > bound) {
      (sure.isEmpty() ? unsure : sure).pollFirstEntry();
    }
  }

  void remove(long hash) {
    unsure.remove((int) hash);
    sure.remove((int) hash);
  }

  /** Those that a position has; the oldest first. */
  List<Echo> latest() {
    ArrayList<Echo> latest = new ArrayList<>();
    collect(unsure, latest);
    collect(sure, latest);
    return latest.reversed();
  }

  private void collect(SequencedMap<Integer, Entry> from, List<Echo> into) {
    for (Map.Entry<Integer, Entry> each : from.sequencedEntrySet().reversed()) {
      if (into.size() == inPositions) {
        return;
      }
      into.add(echo(each));
    }
  }

  /** All of them. */
  List<Echo> all() {
    List<Echo> all = new ArrayList<>();
    unsure.entrySet().forEach(each -> all.add(echo(each)));
    sure.entrySet().forEach(each -> all.add(echo(each)));
    return all;
  }

  /** All of this stream's own deliveries that are remembered. */
  List<Remembered> remembered() {
    return own((partition, holders) -> true);
  }

  /** This stream's own deliveries for which that holds. */
  List<Remembered> own(BiPredicate<PartitionId, SortedMap<Actor, Long>> condition) {
    List<Remembered> some = new ArrayList<>();
    for (Map<Integer, Entry> entries : List.of(unsure, sure)) {
      for (Map.Entry<Integer, Entry> each : entries.entrySet()) {
        Entry entry = each.getValue();
        if (entry.partition().filter(at -> condition.test(at, entry.holders())).isPresent()) {
          some.add(new Remembered(echo(each), entry.holders()));
        }
      }
    }
    return some;
  }

  private static Echo echo(Map.Entry<Integer, Entry> each) {
    return new Echo(each.getKey(), (int) each.getValue().digest());
  }
}
