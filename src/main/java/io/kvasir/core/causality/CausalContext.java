package io.kvasir.core.causality;

import io.kvasir.core.node.Actor;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * All dots seen: a version vector plus a cloud of those beyond its gaps. Immutable and always
 * compact: no cloud dot is covered by the vector or directly follows it, so equal sets of dots are
 * equal values.
 */
public record CausalContext(VersionVector vector, DotSet cloud) {
  public static final CausalContext EMPTY = new CausalContext(VersionVector.EMPTY, DotSet.EMPTY);

  /** Compacts what it is given. */
  public CausalContext {
    TreeMap<Actor, Long> counters = new TreeMap<>(vector.counters());
    TreeSet<Dot> rest = new TreeSet<>();
    for (Dot dot : cloud.dots()) {
      long reached = counters.getOrDefault(dot.actor(), 0L);
      if (dot.counter() == reached + 1) {
        counters.put(dot.actor(), dot.counter());
      } else if (dot.counter() > reached) {
        rest.add(dot);
      }
    }
    if (rest.size() < cloud.dots().size()) {
      vector = new VersionVector(counters);
      cloud = DotSet.of(rest);
    }
  }

  public static CausalContext of(DotSet dots) {
    return new CausalContext(VersionVector.EMPTY, dots);
  }

  public boolean contains(Dot dot) {
    return vector.contains(dot) || cloud.contains(dot);
  }

  /** Whether every dot of {@code other} was seen here. */
  public boolean includes(CausalContext other) {
    for (Map.Entry<Actor, Long> entry : other.vector.counters().entrySet()) {
      if (!includes(entry.getKey(), entry.getValue())) {
        return false;
      }
    }
    return other.cloud.dots().stream().allMatch(this::contains);
  }

  /** Whether the dots of {@code actor} up to {@code last} were seen. */
  private boolean includes(Actor actor, long last) {
    long reached = vector.counterOf(actor);
    if (last - reached > cloud.dots().size()) {
      return false;
    }
    for (long counter = reached + 1; counter <= last; counter++) {
      if (!cloud.contains(new Dot(actor, counter))) {
        return false;
      }
    }
    return true;
  }

  public boolean isEmpty() {
    return vector.isEmpty() && cloud.isEmpty();
  }

  /** The dot that {@code actor} mints next: above every dot of it seen here. */
  public Dot nextDot(Actor actor) {
    long highest = vector.counterOf(actor);
    for (Dot dot : cloud.dots()) {
      if (dot.actor().equals(actor)) {
        highest = Math.max(highest, dot.counter());
      }
    }
    return new Dot(actor, highest + 1);
  }

  /**
   * This without what it has of some actors, unless {@code known} has it too, or it is among {@code
   * kept}.
   */
  public CausalContext without(Predicate<Actor> actors, CausalContext known, DotSet kept) {
    if (actors().stream().noneMatch(actors)) {
      return this;
    }
    TreeMap<Actor, Long> counters = new TreeMap<>(vector.counters());
    TreeSet<Dot> dots = new TreeSet<>(cloud.dots());
    for (Map.Entry<Actor, Long> entry : vector.counters().entrySet()) {
      Actor actor = entry.getKey();
      long both = Math.min(entry.getValue(), known.vector.counterOf(actor));
      if (both < entry.getValue() && actors.test(actor)) {
        counters.remove(actor);
        if (both > 0) {
          counters.put(actor, both);
        }
        known.cloud.dots().stream().filter(vector::contains).forEach(dots::add);
        kept.dots().stream().filter(vector::contains).forEach(dots::add);
      }
    }
    dots.removeIf(dot -> actors.test(dot.actor()) && !known.contains(dot) && !kept.contains(dot));
    return new CausalContext(new VersionVector(counters), DotSet.of(dots));
  }

  /** The actors of whom something was seen. */
  public SortedSet<Actor> actors() {
    TreeSet<Actor> actors = new TreeSet<>(vector.counters().keySet());
    cloud.dots().forEach(dot -> actors.add(dot.actor()));
    return actors;
  }

  public CausalContext join(CausalContext other) {
    if (equals(other) || other.isEmpty()) {
      return this;
    }
    TreeMap<Actor, Long> counters = new TreeMap<>(vector.counters());
    for (Map.Entry<Actor, Long> entry : other.vector.counters().entrySet()) {
      counters.merge(entry.getKey(), entry.getValue(), Math::max);
    }
    TreeSet<Dot> dots = new TreeSet<>(cloud.dots());
    dots.addAll(other.cloud.dots());
    return new CausalContext(new VersionVector(counters), DotSet.of(dots));
  }
}
