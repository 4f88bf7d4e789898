package io.kvasir.core.watch;

import io.kvasir.core.node.Actor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Which stores were together not heard when something was delivered of keys that are not known any
 * more. What all of some stores hold may then be more than what was delivered last, if none of them
 * was heard; if one was, what was delivered has it in it. What was accounted for since is proof of
 * what was delivered since.
 *
 * @param sets of stores, each with the end of the stream's reach in its journal then
 */
public record Absences(List<SortedMap<Actor, Long>> sets) {
  /** How many sets there are at most; of more, some are taken for one. */
  static final int MOST = 12;

  static final Absences NONE = new Absences(List.of());

  public Absences {
    sets = List.copyOf(sets);
    if (sets.size() > MOST || sets.stream().anyMatch(Map::isEmpty)) {
      throw new IllegalArgumentException(sets.size() + " sets of stores");
    }
  }

  /** Also these; of the same stores, what is further. */
  Absences and(Collection<SortedMap<Actor, Long>> others) {
    if (others.isEmpty()) {
      return this;
    }
    List<SortedMap<Actor, Long>> all = new ArrayList<>(sets);
    others.forEach(other -> add(all, other));
    return new Absences(all);
  }

  private static void add(List<SortedMap<Actor, Long>> all, SortedMap<Actor, Long> unheard) {
    if (unheard.isEmpty()) {
      return;
    }
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).keySet().equals(unheard.keySet())) {
        all.set(i, union(all.get(i), unheard));
        return;
      }
    }
    all.add(unheard);
    if (all.size() > MOST) {
      SortedMap<Actor, Long> both = union(all.removeFirst(), all.removeFirst());
      add(all, both);
    }
  }

  /** Doubts whatever one of the two does. */
  static SortedMap<Actor, Long> union(SortedMap<Actor, Long> one, SortedMap<Actor, Long> other) {
    TreeMap<Actor, Long> union = new TreeMap<>(one);
    other.forEach((store, end) -> union.merge(store, end, Math::max));
    return union;
  }

  /** Those that there are when each time these were not heard either. */
  Absences with(SortedMap<Actor, Long> unheard) {
    if (unheard.isEmpty()) {
      return this;
    }
    return NONE.and(sets.stream().map(set -> union(set, unheard)).toList()).and(List.of(unheard));
  }

  /** What is known of these stores, each as far as the stream is now. */
  Absences of(SortedMap<Actor, Reach> reaches) {
    List<SortedMap<Actor, Long>> all = new ArrayList<>();
    for (SortedMap<Actor, Long> set : sets) {
      TreeMap<Actor, Long> known = new TreeMap<>();
      set.forEach(
          (store, end) -> {
            Reach at = reaches.get(store);
            if (at != null) {
              known.put(store, Math.min(end, at.to()));
            }
          });
      all.add(known);
    }
    return NONE.and(all);
  }

  /**
   * Whether what some stores hold was delivered last, or something that has it in it.
   *
   * @param holders each with the change by which it came to hold that; one at least
   */
  boolean allow(SortedMap<Actor, Long> holders) {
    return sets.stream()
        .allMatch(
            set ->
                holders.entrySet().stream()
                    .anyMatch(
                        holder -> holder.getValue() > set.getOrDefault(holder.getKey(), -1L)));
  }

  /** Whether that store was not heard at some time. */
  boolean has(Actor store) {
    return sets.stream().anyMatch(set -> set.containsKey(store));
  }

  /** Whether nothing is allowed that is not allowed there. */
  public boolean areAllOf(Absences there) {
    return there.sets.stream().allMatch(set -> sets.stream().anyMatch(own -> isWithin(set, own)));
  }

  private static boolean isWithin(SortedMap<Actor, Long> set, SortedMap<Actor, Long> own) {
    return set.entrySet().stream()
        .allMatch(each -> own.getOrDefault(each.getKey(), -1L) >= each.getValue());
  }

  /** How far the stream is in the journals of those stores, with the windows. */
  static SortedMap<Actor, Long> ends(SortedMap<Actor, Reach> reaches, SortedSet<Actor> stores) {
    TreeMap<Actor, Long> ends = new TreeMap<>();
    for (Actor store : stores) {
      Reach at = reaches.get(store);
      ends.put(store, at == null ? 0 : at.to());
    }
    return ends;
  }
}
