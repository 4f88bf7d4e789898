package io.kvasir.core.watch;

import io.kvasir.core.node.Actor;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How far a stream of a bucket's changes is; with it any node can go on.
 *
 * @param reaches in the journals of stores, by the actor of each
 * @param echoes what was delivered and others may still come with, the oldest first
 * @param doubts by {@link KeyHash}, the stores that were not heard when that key was delivered last
 * @param absences of deliveries of all other keys
 */
public record Position(
    SortedMap<Actor, Reach> reaches,
    List<Echo> echoes,
    SortedMap<Integer, SortedSet<Actor>> doubts,
    Absences absences) {
  /** How many echoes it has at most. */
  static final int ECHOES = 64;

  /** Of how many keys it has doubts at most. */
  static final int DOUBTS = 32;

  public Position {
    reaches = Collections.unmodifiableSortedMap(new TreeMap<>(reaches));
    echoes = List.copyOf(echoes);
    doubts = Collections.unmodifiableSortedMap(new TreeMap<>(doubts));
  }

  /** Where nothing is doubted. */
  public Position(SortedMap<Actor, Reach> reaches, List<Echo> echoes) {
    this(reaches, echoes, Collections.emptySortedMap(), Absences.NONE);
  }

  /** Whether whatever is doubted there is doubted here. */
  public boolean doubtsAllOf(Position there) {
    return absences.areAllOf(there.absences)
        && there.doubts.entrySet().stream()
            .allMatch(
                each ->
                    doubts
                        .getOrDefault(each.getKey(), Collections.emptySortedSet())
                        .containsAll(each.getValue()));
  }

  /**
   * Whether what some stores hold of a key was delivered last, or something that has it in it.
   *
   * @param held by which change each store came to hold it
   */
  boolean isProof(long hash, SortedMap<Actor, Long> held) {
    TreeMap<Actor, Long> relied = new TreeMap<>(held);
    relied.keySet().removeAll(doubts.getOrDefault((int) hash, Collections.emptySortedSet()));
    relied
        .entrySet()
        .removeIf(
            each -> {
              Reach reach = reaches.get(each.getKey());
              return reach == null || !reach.proves(each.getValue(), hash);
            });
    return !relied.isEmpty() && absences.allow(relied);
  }

  /** The same place when these were not heard of anything that was delivered either. */
  Position withoutHearing(SortedMap<Actor, Long> unheard) {
    TreeMap<Integer, SortedSet<Actor>> all = new TreeMap<>();
    doubts.forEach(
        (hash, stores) -> {
          TreeSet<Actor> both = new TreeSet<>(stores);
          both.addAll(unheard.keySet());
          all.put(hash, both);
        });
    return new Position(reaches, echoes, all, absences.with(unheard));
  }

  /** The same place when that was not heard there. */
  public Position without(Collection<Echo> unheard) {
    return new Position(
        reaches,
        echoes.stream().filter(echo -> !unheard.contains(echo)).toList(),
        doubts,
        absences);
  }

  /** The same place when that was heard since, the oldest first; of each key the last. */
  public Position with(Collection<Echo> heard) {
    LinkedHashMap<Integer, Echo> all = new LinkedHashMap<>();
    echoes.forEach(echo -> all.putLast(echo.hash(), echo));
    heard.forEach(echo -> all.putLast(echo.hash(), echo));
    while (all.size() > ECHOES) {
      all.pollFirstEntry();
    }
    return new Position(reaches, List.copyOf(all.values()), doubts, absences);
  }
}
