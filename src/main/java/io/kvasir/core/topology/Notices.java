package io.kvasir.core.topology;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.topology.Founding.Effect;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a founding tells those who watch: each thing once, and what lasts now and then. */
final class Notices {
  /** Who waits says so when that changes, and every so many ticks. */
  private static final long REMINDER = 100;

  private final TreeSet<NodeId> differing = new TreeSet<>();
  private final TreeSet<NodeId> foreign = new TreeSet<>();
  private final TreeSet<NodeId> unlike = new TreeSet<>();
  private SortedSet<NodeId> unheard = new TreeSet<>();

  Optional<Effect> waiting(SortedSet<NodeId> silent, long ticks) {
    boolean tells = !silent.isEmpty() && (!silent.equals(unheard) || ticks % REMINDER == 0);
    unheard = silent;
    return tells ? observed(new FoundingObservation.Waiting(silent)) : Optional.empty();
  }

  Optional<Effect> list(NodeId peer, boolean same) {
    if (same) {
      differing.remove(peer);
      return Optional.empty();
    }
    return differing.add(peer)
        ? observed(new FoundingObservation.ListsDiffer(peer))
        : Optional.empty();
  }

  Optional<Effect> foreign(NodeId peer, long clusterId, long mine) {
    if (clusterId == mine) {
      foreign.remove(peer);
      return Optional.empty();
    }
    return foreign.add(peer)
        ? observed(new FoundingObservation.ForeignCluster(peer, clusterId))
        : Optional.empty();
  }

  /**
   * @param theirs 0 when they did not say
   */
  Optional<Effect> partitions(NodeId peer, int theirs, int ours) {
    if (theirs == 0 || theirs == ours) {
      unlike.remove(peer);
      return Optional.empty();
    }
    return unlike.add(peer)
        ? observed(new FoundingObservation.PartitionsDiffer(peer, theirs, ours))
        : Optional.empty();
  }

  Effect removed(Topology topology) {
    return new Effect.Observed(new FoundingObservation.Removed(topology.clusterId()));
  }

  Effect pledged(Topology initial) {
    return new Effect.Observed(new FoundingObservation.Pledged(initial.clusterId()));
  }

  Effect abandoned(Topology initial) {
    return new Effect.Observed(new FoundingObservation.Abandoned(initial.clusterId()));
  }

  Effect settled(Topology topology) {
    return new Effect.Observed(new FoundingObservation.Settled(topology.clusterId()));
  }

  private static Optional<Effect> observed(FoundingObservation observation) {
    return Optional.of(new Effect.Observed(observation));
  }
}
