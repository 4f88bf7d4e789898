package io.kvasir.core.membership;

import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.NodeId;

/** What {@link Swim} wants done. */
public sealed interface Effect {
  record Send(Endpoint to, Datagram datagram) implements Effect {}

  /** This is what is believed of a member from now on. */
  record Believe(Claim claim) implements Effect {}

  /** Nothing is known of a member any more. */
  record Forget(NodeId member) implements Effect {}

  record Observed(MembershipObservation observation) implements Effect {}
}
