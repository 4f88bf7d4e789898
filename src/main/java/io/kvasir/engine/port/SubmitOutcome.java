package io.kvasir.engine.port;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.NodeId;

/** How a command to a group ended, as far as can be known. */
public sealed interface SubmitOutcome {
  /**
   * It is in the log, durably on a majority, and was carried out.
   *
   * @param result the state machine's
   * @param leader who led the group
   */
  record Committed(Bytes result, NodeId leader) implements SubmitOutcome {}

  /** It is not, and never will be, carried out. */
  record NotApplied(GroupRefusal reason) implements SubmitOutcome {}

  /**
   * The deadline passed, or the leader was lost, after it was taken up: it may yet be carried out.
   */
  record Unknown() implements SubmitOutcome {}
}
