package io.kvasir.engine;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.Outbox;
import io.kvasir.core.time.Tick;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far the replicas of this node are from equal to others, as of its last tick.
 *
 * @param outstanding comparisons that there is a reason for and that have not ended well yet
 * @param divergentSince when the oldest difference was found that is still there
 * @param hints what each peer lacks and this node keeps for it
 * @param unfilled partitions in which this node has no vote, since it lost its disk and has not
 *     compared them with all their other replicas
 */
public record RepairView(
    long outstanding,
    Optional<Tick> divergentSince,
    SortedMap<NodeId, Outbox.Backlog> hints,
    int unfilled) {
  public static final RepairView NOTHING =
      new RepairView(0, Optional.empty(), Collections.emptySortedMap(), 0);

  /** Of two loops together. */
  RepairView and(RepairView other) {
    TreeMap<NodeId, Outbox.Backlog> all = new TreeMap<>(hints);
    other.hints.forEach((peer, backlog) -> all.merge(peer, backlog, Outbox.Backlog::and));
    Optional<Tick> oldest =
        divergentSince
            .map(mine -> other.divergentSince.filter(t -> t.compareTo(mine) < 0).orElse(mine))
            .or(other::divergentSince);
    return new RepairView(
        outstanding + other.outstanding,
        oldest,
        Collections.unmodifiableSortedMap(all),
        unfilled + other.unfilled);
  }
}
