package io.kvasir.boot;

import io.kvasir.edge.tracing.TraceStatistics;
import io.kvasir.edge.tracing.Tracing;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Follows requests if a collector is configured. */
@Singleton
final class TracingProducer {
  @Produces
  @Singleton
  Tracing tracing(
      TraceConfig config,
      NodeConfig node,
      ClusterConfig cluster,
      @ConfigProperty(name = "quarkus.application.version") String version,
      Instance<Vertx> vertx,
      MeterRegistry registry) {
    if (config.endpoint().isEmpty()) {
      return Tracing.off();
    }
    Tracing.Plan plan =
        new Tracing.Plan(
            config.ratio(),
            config.queue(),
            URI.create(config.endpoint().get()),
            config.timeout().toMillis());
    Tracing tracing =
        Tracing.to(plan, new Tracing.Origin(node.id(), cluster.name(), version), vertx.get());
    tracing.statistics().ifPresent(statistics -> register(registry, statistics));
    return tracing;
  }

  void close(@Disposes Tracing tracing) {
    tracing.close();
  }

  private static void register(MeterRegistry registry, TraceStatistics statistics) {
    count(registry, "exported", statistics, TraceStatistics::exported);
    count(registry, "dropped", statistics, TraceStatistics::dropped);
    count(registry, "failed", statistics, TraceStatistics::failed);
  }

  private static void count(
      MeterRegistry registry,
      String outcome,
      TraceStatistics statistics,
      ToDoubleFunction<TraceStatistics> count) {
    FunctionCounter.builder("kvasir.trace.spans", statistics, count)
        .tag("outcome", outcome)
        .register(registry);
  }
}
