package io.kvasir.edge.telemetry;

import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Up while something holds.
 *
 * @param name of the check in the answer
 */
public record Condition(String name, BooleanSupplier holds) implements HealthCheck {
  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named(name).status(holds.getAsBoolean()).build();
  }
}
