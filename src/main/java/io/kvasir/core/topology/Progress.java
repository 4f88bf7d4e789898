package io.kvasir.core.topology;

import io.kvasir.core.node.NodeId;
import java.util.Optional;

/**
 * How far a member has come with what is to become of it, as the topology tells.
 *
 * @param outstanding transfers until its transition settles; 0 when none is under way for it
 */
public record Progress(Stage stage, int outstanding) {
  /** How far. */
  public enum Stage {
    /** A transition of others is under way, or the change is not known here yet. */
    WAITING,
    /** Partitions are being handed over. */
    TRANSFERRING,
    /** It owns nothing more, and replicas of groups still move off it. */
    DRAINING,
    DONE
  }

  /** Of {@code intent} for {@code node}; empty when that is not what is to become of it. */
  public static Optional<Progress> of(Topology topology, Intent intent, NodeId node) {
    if (intent.departs() && !topology.members().containsKey(node)) {
      return Optional.of(new Progress(Stage.DONE, 0));
    }
    boolean owns = topology.ring().members().contains(node);
    if (intent == Intent.JOIN && owns && !topology.intents().containsKey(node)) {
      return Optional.of(new Progress(Stage.DONE, 0));
    }
    if (topology.intents().get(node) != intent) {
      return Optional.empty();
    }
    if (intent.departs() && !owns) {
      return Optional.of(new Progress(Stage.DRAINING, 0));
    }
    return Optional.of(
        topology
            .transition()
            .filter(change -> change.next().members().contains(node) != owns)
            .map(change -> new Progress(Stage.TRANSFERRING, change.outstanding().size()))
            .orElse(new Progress(Stage.WAITING, 0)));
  }
}
