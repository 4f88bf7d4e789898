package io.kvasir.engine;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.Refusal;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.Trace;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells another replica what came of a delta of its, unless it does not wait for that. */
final class DeltaAnswer implements Merger {
  private final Peers peers;
  private final Supplier<Topology> topology;
  private final NodeId from;
  private final long token;
  private final long epoch;
  private final boolean counts;
  private final Optional<HybridTimestamp> above;
  private final @Nullable Trace trace = Trace.current();

  /**
   * @param epoch that it was sent in
   * @param counts whether this replica has a vote
   * @param above a stamp that the write is to be above; empty when it is
   */
  DeltaAnswer(
      Peers peers,
      Supplier<Topology> topology,
      NodeId from,
      long token,
      long epoch,
      boolean counts,
      Optional<HybridTimestamp> above) {
    this.peers = peers;
    this.topology = topology;
    this.from = from;
    this.token = token;
    this.epoch = epoch;
    this.counts = counts;
    this.above = above;
  }

  /**
   * What was handed on when this node learned of its epoch may lack a delta of the epoch before, so
   * that such a delta counts for nothing any more.
   */
  @Override
  public void merged(Optional<HybridTimestamp> newer, boolean changed) {
    if (epoch < topology.get().epoch()) {
      outdated();
    } else {
      answer(new ReplicaMessage.Replicated(token, newer.or(() -> above), counts));
    }
  }

  @Override
  public void notMerged(Optional<Refusal> refusal) {
    answer(new ReplicaMessage.NotReplicated(token, refusal));
  }

  /** It may show again what was dropped, and is to be sent once more. */
  void outdated() {
    answer(new ReplicaMessage.Outdated(token));
  }

  private void answer(ReplicaMessage message) {
    if (token != Tokens.UNANSWERED) {
      Trace.run(trace, () -> peers.send(from, message));
    }
  }
}
