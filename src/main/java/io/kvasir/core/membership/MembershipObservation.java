package io.kvasir.core.membership;

import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.Incarnation;
import io.kvasir.core.node.NodeId;

/** What happened to this node's view of the others. */
public sealed interface MembershipObservation {
  /** How a probe ended. */
  enum ProbeEnd {
    /** The member answered. */
    ANSWERED,
    /** It answered somebody else who was asked to ping it, or late. */
    ANSWERED_INDIRECTLY,
    /** It did not. */
    FAILED
  }

  /** A member was heard of for the first time, or again after it was gone. */
  record Appeared(NodeId member, Incarnation incarnation, Endpoint address)
      implements MembershipObservation {}

  /** A member may be dead; {@code by} could not reach it. */
  record Suspected(NodeId member, NodeId by) implements MembershipObservation {}

  /** A suspected member spoke up. */
  record Cleared(NodeId member, Incarnation incarnation) implements MembershipObservation {}

  /** A member is dead; {@code by} waited for it in vain. */
  record Died(NodeId member, NodeId by) implements MembershipObservation {}

  /** A member said that it stops. */
  record Departed(NodeId member) implements MembershipObservation {}

  /** A member is at another address. */
  record Moved(NodeId member, Endpoint address) implements MembershipObservation {}

  /** A member that is gone and not on the list is not remembered any longer. */
  record Forgotten(NodeId member) implements MembershipObservation {}

  record Probed(NodeId member, ProbeEnd end) implements MembershipObservation {}

  /** Somebody said that this node is not what it is, and it spoke up. */
  record Refuted(MemberState claimed, Incarnation incarnation) implements MembershipObservation {}

  /** This node stood still for so long; the time does not count against others. */
  record StoodStill(long millis) implements MembershipObservation {}
}
