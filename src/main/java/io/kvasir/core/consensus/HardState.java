package io.kvasir.core.consensus;

import io.kvasir.core.node.ReplicaId;
import java.util.Optional;

/**
 * What a replica must remember over a crash, beside its log (§5.1, figure 2).
 *
 * @param term the latest it has seen
 * @param vote whom it voted for in {@code term}
 * @param commit an index known to be committed; need not be the latest
 */
public record HardState(long term, Optional<ReplicaId> vote, long commit) {
  public static final HardState INITIAL = new HardState(0, Optional.empty(), 0);
}
