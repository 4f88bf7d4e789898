package io.kvasir.service;

import io.kvasir.core.node.NodeId;
import java.util.Optional;

/**
 * Where an answer stands in the history of a linearizable bucket's shard.
 *
 * @param revision the shard's when the answer was made
 * @param leader who leads the shard, as far as known
 */
public record Position(long revision, Optional<NodeId> leader) {}
