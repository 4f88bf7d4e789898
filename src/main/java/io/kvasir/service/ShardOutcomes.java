package io.kvasir.service;

import io.kvasir.core.node.NodeId;
import io.kvasir.engine.port.GroupRefusal;
import java.util.Optional;
import java.util.function.BiFunction;

/** What a shard's outcomes mean to a client. */
final class ShardOutcomes {
  private ShardOutcomes() {}

  /**
   * The result of {@code answered} when the shard answered, else why it did not.
   *
   * @param undecided what it means that nobody can tell
   */
  static <T, R> Result<R> of(
      ShardOutcome<T> outcome,
      Failure undecided,
      BiFunction<T, Optional<NodeId>, Result<R>> answered) {
    return switch (outcome) {
      case ShardOutcome.Answered<T>(T answer, Optional<NodeId> leader) ->
          answered.apply(answer, leader);
      case ShardOutcome.NotApplied<T>(GroupRefusal reason) -> Result.failed(of(reason));
      case ShardOutcome.Unknown<T>() -> Result.failed(undecided);
    };
  }

  /** Why a shard did not do it. */
  static Failure of(GroupRefusal reason) {
    return switch (reason) {
      case GroupRefusal.LedBy(NodeId leader, long term) ->
          new Failure.NoLeader(Optional.of(leader));
      case GroupRefusal.NoLeader() -> new Failure.NoLeader(Optional.empty());
      case GroupRefusal.NoMajority(int reachable, int needed) ->
          new Failure.NoQuorum(reachable, needed);
      case GroupRefusal.Overloaded() -> new Failure.Overloaded();
      case GroupRefusal.NoReplica() -> new Failure.NoReplica();
    };
  }
}
