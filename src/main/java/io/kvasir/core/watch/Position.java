package io.kvasir.core.watch;

import io.kvasir.core.node.Actor;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a stream of a bucket's changes is; with it any node can go on.
 *
 * @param reaches in the journals of stores, by the actor of each
 * @param echoes what was delivered and others may still come with, the oldest first
 */
public record Position(SortedMap<Actor, Reach> reaches, List<Echo> echoes) {
  public Position {
    reaches = Collections.unmodifiableSortedMap(new TreeMap<>(reaches));
    echoes = List.copyOf(echoes);
  }
}
