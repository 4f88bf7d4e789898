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
 * was delivered last. Of so many keys at most; of others whole stores are doubted ({@link
 * Reach#doubted}).
 */
final class Doubts {
  private final int bound;
  private final LinkedHashMap<Integer, SortedSet<Actor>> stores = new LinkedHashMap<>();

  Doubts(int bound, SortedMap<Integer, SortedSet<Actor>> known) {
    this.bound = bound;
    stores.putAll(known);
  }

  /** Whether what that store shows of keys of that hash proves nothing. */
  boolean has(long hash, Actor store) {
    return stores.getOrDefault((int) hash, Collections.emptySortedSet()).contains(store);
  }

  /** Whether there is a key of which that store proves nothing. */
  boolean has(Actor store) {
    return stores.values().stream().anyMatch(each -> each.contains(store));
  }

  /**
   * What is doubted of a key from now on.
   *
   * @return the stores that are to be doubted as wholes, since of some key it is no longer kept;
   *     together those that were not heard of one delivery
   */
  List<SortedSet<Actor>> put(long hash, SortedSet<Actor> unheard) {
    stores.remove((int) hash);
    if (unheard.isEmpty()) {
      return List.of();
    }
    stores.putLast((int) hash, unheard);
    return stores.size() > bound ? List.of(stores.pollFirstEntry().getValue()) : List.of();
  }

  /** Also what another stream doubts. */
  List<SortedSet<Actor>> add(SortedMap<Integer, SortedSet<Actor>> others) {
    List<SortedSet<Actor>> whole = new ArrayList<>();
    others.forEach(
        (hash, unheard) -> {
          TreeSet<Actor> all = new TreeSet<>(unheard);
          all.addAll(stores.getOrDefault(hash, Collections.emptySortedSet()));
          whole.addAll(put(hash, all));
        });
    return whole;
  }

  /** What that store shows of a key is known to be what was delivered last. */
  void lift(long hash, Actor store) {
    SortedSet<Actor> known = stores.get((int) hash);
    if (known != null && known.contains(store)) {
      TreeSet<Actor> others = new TreeSet<>(known);
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
    for (Map.Entry<Integer, SortedSet<Actor>> each : newestFirst().entrySet()) {
      if (latest.size() == count) {
        break;
      }
      latest.put(each.getKey(), each.getValue());
    }
    return latest;
  }

  /** The stores of all but the latest; together those that were not heard of one delivery. */
  List<SortedSet<Actor>> beyond(int count) {
    return stores.size() > count
        ? newestFirst().values().stream().skip(count).distinct().toList()
        : List.of();
  }

  private SequencedMap<Integer, SortedSet<Actor>> newestFirst() {
    return stores.reversed();
  }
}
