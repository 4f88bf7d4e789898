package io.kvasir.operator.kube;

import io.fabric8.kubernetes.api.model.Condition;
import io.kvasir.operator.api.ClusterStatus;
import io.kvasir.operator.api.ClusterStatus.MemberStatus;
import io.kvasir.operator.api.KvasirCluster;
import io.kvasir.operator.core.Health;
import io.kvasir.operator.store.Names;
import java.time.Instant;

/** The status of a cluster, from what is told of it. */
public final class StatusManifest {
  private StatusManifest() {}

  /**
   * The status, with the times of conditions that did not change as they were.
   *
   * @param replicas that the stateful set is to have
   * @param now when conditions changed that did
   */
  public static ClusterStatus of(KvasirCluster cluster, Health health, int replicas, Instant now) {
    Names names = new Names(cluster.name());
    ClusterStatus before = cluster.getStatus();
    long generation = cluster.getMetadata().getGeneration();
    Conditions conditions =
        new Conditions(before == null ? null : before.conditions(), generation, now);
    return new ClusterStatus(
        generation,
        health.phase().name(),
        replicas,
        health.readyReplicas(),
        health.updatedReplicas(),
        Labels.selector(cluster),
        health.nodes().stream().map(node -> member(names, node)).toList(),
        health.conditions().stream().map(each -> condition(conditions, each)).toList());
  }

  private static MemberStatus member(Names names, Health.Node node) {
    return new MemberStatus(
        names.of(node.ordinal()),
        node.state().name(),
        node.ready(),
        node.partitions(),
        node.leads(),
        node.updated());
  }

  private static Condition condition(Conditions conditions, Health.Statement statement) {
    return conditions.of(
        statement.kind().name(),
        statement.holds() ? "True" : "False",
        statement.reason(),
        statement.message());
  }
}
