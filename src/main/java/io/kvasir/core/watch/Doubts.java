package io.kvasir.core.watch;

import io.kvasir.core.node.Actor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Of keys that were delivered while not all of their replicas were heard, those stores: they may
 * show more than what was delivered, and have done so before, so what they show is no proof that it
 * was delivered last. Of so many keys at most; of others whole stores are doubted, each as far as
 * the stream was in its journal when the key was delivered ({@link Absences}).
 */
final class Doubts {
  private final int bound;
  private final LinkedHashMap<Integer, SortedMap<Actor, Long>> stores = new LinkedHashMap<>();

  Doubts(int bound) {
    this.bound = bound;
  }

  /** Those of a position. */
  Doubts(int bound, Position known) {
    this(bound);
    known
        .doubts()
        .forEach((hash, unheard) -> stores.put(hash, Absences.ends(known.reaches(), unheard)));
  }

  /** Whether what that store shows of keys of that hash proves nothing. */
  boolean has(long hash, Actor store) {
    return known((int) hash).containsKey(store);
  }

  private SortedMap<Actor, Long> known(int hash) {
    return stores.getOrDefault(hash, Collections.emptySortedMap());
  }

  /** Whether there is a key of which that store proves nothing. */
  boolean has(Actor store) {
    return stores.values().stream().anyMatch(each -> each.containsKey(store));
  }

  /**
   * What is doubted of a key from now on.
   *
   * @param unheard each with the end of what the stream was at in its journal
   * @return the stores that are to be doubted as wholes, since of some key it is no longer kept;
   *     together those that were not heard of one delivery
   */
  List<SortedMap<Actor, Long>> put(long hash, SortedMap<Actor, Long> unheard) {
    stores.remove((int) hash);
    if (unheard.isEmpty()) {
      return List.of();
    }
    stores.putLast((int) hash, unheard);
    return stores.size() > bound ? List.of(stores.pollFirstEntry().getValue()) : List.of();
  }

  /**
   * Also what another stream doubts.
   *
   * @param reaches of this stream
   */
  List<SortedMap<Actor, Long>> add(
      SortedMap<Integer, SortedSet<Actor>> others, SortedMap<Actor, Reach> reaches) {
    List<SortedMap<Actor, Long>> whole = new ArrayList<>();
    others.forEach(
        (hash, unheard) ->
            whole.addAll(put(hash, Absences.union(known(hash), Absences.ends(reaches, unheard)))));
    return whole;
  }

  /** Of none of those keys these were heard either. */
  void addToAll(SortedMap<Actor, Long> unheard) {
    if (!unheard.isEmpty()) {
      stores.replaceAll((hash, known) -> Absences.union(known, unheard));
    }
  }

  /** What that store shows of a key is known to be what was delivered last. */
  void lift(long hash, Actor store) {
    SortedMap<Actor, Long> known = known((int) hash);
    if (known.containsKey(store)) {
      TreeMap<Actor, Long> others = new TreeMap<>(known);
      others.remove(store);
      if (others.isEmpty()) {
        stores.remove((int) hash);
      } else {
        stores.replace((int) hash, others);
      }
    }
  }

  void remove(long hash) {
    stores.remove((int) hash);
  }

  /** The latest of them. */
  SortedMap<Integer, SortedSet<Actor>> latest(int count) {
    TreeMap<Integer, SortedSet<Actor>> latest = new TreeMap<>();
    for (Map.Entry<Integer, SortedMap<Actor, Long>> each : newestFirst().entrySet()) {
      if (latest.size() == count) {
        break;
      }
      latest.put(each.getKey(), new TreeSet<>(each.getValue().keySet()));
    }
    return latest;
  }

  /** The stores of all but the latest; together those that were not heard of one delivery. */
  List<SortedMap<Actor, Long>> beyond(int count) {
    return stores.size() > count
        ? newestFirst().values().stream().skip(count).distinct().toList()
        : List.of();
  }

  private SequencedMap<Integer, SortedMap<Actor, Long>> newestFirst() {
    return stores.reversed();
  }
}
