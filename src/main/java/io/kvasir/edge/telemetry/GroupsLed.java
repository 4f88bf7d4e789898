package io.kvasir.edge.telemetry;

import io.kvasir.service.GroupCensus;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Tells how many of a node's groups cannot decide anything. Always up: such a node serves its other
 * buckets, and stale reads.
 */
public record GroupsLed(Supplier<GroupCensus> census) implements HealthCheck {
  @Override
  public HealthCheckResponse call() {
    GroupCensus now = census.get();
    return HealthCheckResponse.named("groups")
        .up()
        .withData("total", now.total())
        .withData("without_leader", now.withoutLeader())
        .withData("without_majority", now.withoutMajority())
        .build();
  }
}
