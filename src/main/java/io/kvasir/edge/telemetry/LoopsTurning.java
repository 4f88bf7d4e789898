package io.kvasir.edge.telemetry;

import io.kvasir.engine.Engine;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Up while every loop of the engine comes round to new work in time. */
public final class LoopsTurning implements AsyncHealthCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String NAME = "loops";

  private final Engine engine;

  public LoopsTurning(Engine engine) {
    this.engine = engine;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return Uni.createFrom()
        .<HealthCheckResponse>emitter(
            emitter -> engine.probe(() -> emitter.complete(HealthCheckResponse.up(NAME))))
        .ifNoItem()
        .after(PATIENCE)
        .recoverWithItem(HealthCheckResponse.down(NAME));
  }
}
