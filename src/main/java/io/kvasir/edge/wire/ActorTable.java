package io.kvasir.edge.wire;

import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.causality.VersionVector;
import io.kvasir.core.node.Actor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The actors of one message, so that each of its dots is a pair of small numbers: the actor's index
 * and the counter. Sorted, strictly ascending.
 */
final class ActorTable {
  private final List<Actor> actors;

  private ActorTable(List<Actor> actors) {
    this.actors = actors;
  }

  static ActorTable of(Collection<Actor> actors) {
    return new ActorTable(List.copyOf(new TreeSet<>(actors)));
  }

  /** The actors of all dots of these. */
  static ActorTable of(CausalContext context, Collection<DotSet> alive) {
    TreeSet<Actor> actors = new TreeSet<>(context.vector().counters().keySet());
    context.cloud().dots().forEach(dot -> actors.add(dot.actor()));
    alive.forEach(dots -> dots.dots().forEach(dot -> actors.add(dot.actor())));
    return ActorTable.of(actors);
  }

  static ActorTable decode(List<Long> ids) {
    List<Actor> actors = new ArrayList<>(ids.size());
    for (Long id : ids) {
      Actor actor = new Actor(id);
      if (!actors.isEmpty() && actors.getLast().compareTo(actor) >= 0) {
        throw new IllegalArgumentException("actors are not in strict order");
      }
      actors.add(actor);
    }
    return new ActorTable(actors);
  }

  List<Long> ids() {
    return actors.stream().map(Actor::id).toList();
  }

  List<Actor> actors() {
    return actors;
  }

  List<Long> encode(DotSet dots) {
    List<Long> pairs = new ArrayList<>(2 * dots.dots().size());
    for (Dot dot : dots.dots()) {
      pairs.add((long) Collections.binarySearch(actors, dot.actor()));
      pairs.add(dot.counter());
    }
    return pairs;
  }

  DotSet decodeDots(List<Long> pairs) {
    requirePairs(pairs);
    List<Dot> dots = new ArrayList<>(pairs.size() / 2);
    for (int i = 0; i < pairs.size(); i += 2) {
      dots.add(new Dot(actorAt(pairs.get(i)), pairs.get(i + 1)));
    }
    return dots.isEmpty() ? DotSet.EMPTY : new DotSet(dots);
  }

  List<Long> encode(VersionVector vector) {
    List<Long> pairs = new ArrayList<>(2 * vector.counters().size());
    vector
        .counters()
        .forEach(
            (actor, counter) -> {
              pairs.add((long) Collections.binarySearch(actors, actor));
              pairs.add(counter);
            });
    return pairs;
  }

  VersionVector decodeVector(List<Long> pairs) {
    requirePairs(pairs);
    TreeMap<Actor, Long> counters = new TreeMap<>();
    for (int i = 0; i < pairs.size(); i += 2) {
      if (counters.put(actorAt(pairs.get(i)), pairs.get(i + 1)) != null) {
        throw new IllegalArgumentException("an actor twice in a version vector");
      }
    }
    return new VersionVector(counters);
  }

  private Actor actorAt(long index) {
    if (index < 0 || index >= actors.size()) {
      throw new IllegalArgumentException("no such actor in the message");
    }
    return actors.get((int) index);
  }

  private static void requirePairs(List<Long> numbers) {
    if (numbers.size() % 2 != 0) {
      throw new IllegalArgumentException("an actor without counter");
    }
  }
}
