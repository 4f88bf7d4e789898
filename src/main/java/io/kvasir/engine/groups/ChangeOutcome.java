package io.kvasir.engine.groups;

import io.kvasir.core.consensus.Refusal;
import io.kvasir.core.node.ReplicaId;
import java.util.Optional;

/** How a change of a group's members ended, as far as can be known. */
public sealed interface ChangeOutcome {
  /** It is committed. */
  record Changed() implements ChangeOutcome {}

  /**
   * Nothing came of it.
   *
   * @param leader where it may be asked for
   */
  record Refused(Refusal reason, Optional<ReplicaId> leader) implements ChangeOutcome {}

  /** There is no running replica of the group here. Nothing came of it. */
  record NoReplica() implements ChangeOutcome {}

  /** It may yet come to be. */
  record Unknown() implements ChangeOutcome {}
}
