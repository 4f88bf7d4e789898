package io.kvasir.core.membership;

import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.Tick;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What {@link Swim} learns. */
public sealed interface Event {
  /** Time passed; some tens of milliseconds after the one before. */
  record Ticked(Tick now) implements Event {}

  /**
   * A datagram of this cluster arrived.
   *
   * @param from where an answer reaches its sender
   */
  record Received(Tick now, Endpoint from, Datagram datagram) implements Event {}

  /** These are the members of the cluster, this node among them or not. */
  record Listed(SortedMap<NodeId, Endpoint> members) implements Event {
    public Listed {
      members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    }
  }

  /** At these addresses there may be members. */
  record Seeded(List<Endpoint> seeds) implements Event {
    public Seeded {
      seeds = List.copyOf(seeds);
    }
  }

  /** This node stops; tell the others. Nothing has an effect afterwards. */
  record Leaving() implements Event {}
}
