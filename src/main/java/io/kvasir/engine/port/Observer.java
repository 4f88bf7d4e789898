package io.kvasir.engine.port;

import io.kvasir.core.consensus.RaftObservation;
import io.kvasir.core.handoff.HandoffObservation;
import io.kvasir.core.membership.MembershipObservation;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.topology.CatalogueObservation;
import io.kvasir.core.topology.FoundingObservation;

/** Where the cores' observations go. Called on loops; must not block or throw. */
public interface Observer {
  void onReplication(ReplicationObservation observation);

  void onCatalogue(CatalogueObservation observation);

  /** Of this node's replica of a group. */
  void onGroup(GroupId group, RaftObservation observation);

  void onFounding(FoundingObservation observation);

  /** Of who can be reached. */
  void onMembership(MembershipObservation observation);

  void onHandoff(HandoffObservation observation);
}
