package io.kvasir.edge.telemetry;

import io.kvasir.core.consensus.RaftObservation;
import io.kvasir.core.handoff.HandoffObservation;
import io.kvasir.core.membership.MembershipObservation;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.topology.CatalogueObservation;
import io.kvasir.core.topology.FoundingObservation;
import io.kvasir.engine.port.Observer;

/** Hands every observation to the metrics and to the log. */
public final class Telemetry implements Observer {
  private final ObservationMetrics metrics;
  private final ObservationLog log;

  public Telemetry(ObservationMetrics metrics, ObservationLog log) {
    this.metrics = metrics;
    this.log = log;
  }

  @Override
  public void onReplication(ReplicationObservation observation) {
    metrics.onReplication(observation);
    log.onReplication(observation);
  }

  @Override
  public void onCatalogue(CatalogueObservation observation) {
    metrics.onCatalogue(observation);
    log.onCatalogue(observation);
  }

  @Override
  public void onGroup(GroupId group, RaftObservation observation) {
    metrics.onGroup(group, observation);
    log.onGroup(group, observation);
  }

  @Override
  public void onMembership(MembershipObservation observation) {
    metrics.onMembership(observation);
    log.onMembership(observation);
  }

  @Override
  public void onHandoff(HandoffObservation observation) {
    metrics.onHandoff(observation);
    log.onHandoff(observation);
  }

  @Override
  public void onFounding(FoundingObservation observation) {
    log.onFounding(observation);
  }
}
