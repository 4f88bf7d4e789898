package io.kvasir.service;

import io.kvasir.core.node.NodeId;
import io.kvasir.engine.port.GroupRefusal;
import java.util.Optional;

/** How a request to a shard ended, as far as can be known. */
public sealed interface ShardOutcome<T> {
  /**
   * It was carried out.
   *
   * @param leader who leads the shard, as far as known
   */
  record Answered<T>(T answer, Optional<NodeId> leader) implements ShardOutcome<T> {}

  /** It was not, and never will be. */
  record NotApplied<T>(GroupRefusal reason) implements ShardOutcome<T> {}

  /** Nobody can tell in time: a transaction may yet be carried out. */
  record Unknown<T>() implements ShardOutcome<T> {}
}
