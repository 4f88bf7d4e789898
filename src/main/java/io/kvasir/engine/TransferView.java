package io.kvasir.engine;

import io.kvasir.core.handoff.TransferProgress;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.topology.Transfer;
import java.util.Optional;
import java.util.SortedSet;

/**
 * One outstanding transfer as this node sees it.
 *
 * @param sources of whom the target gets what it lacks
 * @param progress of a transfer to this node that has begun; only its target knows
 */
public record TransferView(
    Transfer transfer, SortedSet<NodeId> sources, Optional<TransferProgress> progress) {}
