package io.kvasir.edge.telemetry;

import io.kvasir.engine.groups.GroupStatus;
import io.kvasir.engine.groups.GroupStatus.Condition;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Tells of groups that cannot decide anything, or lack this node. It is up all the same: the node
 * serves what it can, and a restart would help none of them.
 */
public record GroupsKnown(Supplier<List<GroupStatus>> statuses) implements HealthCheck {
  @Override
  public HealthCheckResponse call() {
    List<GroupStatus> now = statuses.get();
    return HealthCheckResponse.named("groups")
        .withData("replicas", now.size())
        .withData("leaderless", count(now, GroupGauges::isLeaderless))
        .withData("damaged", count(now, status -> status.condition() == Condition.DAMAGED))
        .withData("stopped", count(now, status -> status.condition() == Condition.STOPPED))
        .up()
        .build();
  }

  private static long count(List<GroupStatus> statuses, Predicate<GroupStatus> counted) {
    return statuses.stream().filter(counted).count();
  }
}
