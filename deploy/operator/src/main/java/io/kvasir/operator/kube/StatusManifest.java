package io.kvasir.operator.kube;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.kvasir.operator.api.ClusterStatus;
import io.kvasir.operator.api.ClusterStatus.MemberStatus;
import io.kvasir.operator.api.KvasirCluster;
import io.kvasir.operator.core.Health;
import io.kvasir.operator.store.Names;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    return new ClusterStatus(
        cluster.getMetadata().getGeneration(),
        health.phase().name(),
        replicas,
        health.readyReplicas(),
        health.updatedReplicas(),
        Labels.selector(cluster),
        health.nodes().stream().map(node -> member(names, node)).toList(),
        health.conditions().stream().map(each -> condition(cluster, each, now)).toList());
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

  private static Condition condition(
      KvasirCluster cluster, Health.Statement statement, Instant now) {
    String status = statement.holds() ? "True" : "False";
    Optional<Condition> before =
        conditions(cluster.getStatus()).stream()
            .filter(each -> each.getType().equals(statement.kind().name()))
            .filter(each -> each.getStatus().equals(status))
            .findFirst();
    return new ConditionBuilder()
        .withType(statement.kind().name())
        .withStatus(status)
        .withReason(statement.reason())
        .withMessage(statement.message())
        .withObservedGeneration(cluster.getMetadata().getGeneration())
        .withLastTransitionTime(
            before
                .map(Condition::getLastTransitionTime)
                .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString()))
        .build();
  }

  private static List<Condition> conditions(@Nullable ClusterStatus status) {
    return status == null
        ? List.of()
        : Objects.requireNonNullElse(status.conditions(), List.<Condition>of());
  }
}
