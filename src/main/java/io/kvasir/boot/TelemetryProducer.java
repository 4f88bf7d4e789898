package io.kvasir.boot;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.edge.telemetry.AccessLog;
import io.kvasir.edge.telemetry.Condition;
import io.kvasir.edge.telemetry.GroupCounters;
import io.kvasir.edge.telemetry.GroupsLed;
import io.kvasir.edge.telemetry.LoopsTurning;
import io.kvasir.edge.telemetry.ObservationLog;
import io.kvasir.edge.telemetry.ObservationMetrics;
import io.kvasir.edge.telemetry.RequestMetrics;
import io.kvasir.edge.telemetry.Telemetry;
import io.kvasir.edge.telemetry.WatchMetrics;
import io.kvasir.edge.tracing.Tracing;
import io.kvasir.engine.Engine;
import io.kvasir.engine.port.Observer;
import io.kvasir.service.GroupService;
import io.kvasir.service.RequestLog;
import io.kvasir.service.RequestObservers;
import io.kvasir.service.Votes;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.health.api.AsyncHealthCheck;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** What the outside sees of this node. */
@Singleton
final class TelemetryProducer {
  private static final String CONVERGENT = "convergent";

  @Produces
  @Singleton
  Observer observer(MeterRegistry registry, GroupCounters groups) {
    return new Telemetry(new ObservationMetrics(registry, groups), new ObservationLog());
  }

  @Produces
  @Singleton
  GroupCounters groups(MeterRegistry registry) {
    return new GroupCounters(registry);
  }

  @Produces
  @Singleton
  WatchMetrics watches(MeterRegistry registry) {
    return new WatchMetrics(registry);
  }

  @Produces
  @Singleton
  RequestObservers requests(MeterRegistry registry, LogConfig log, Engine engine, Tracing tracing) {
    return new RequestObservers(
        new RequestMetrics(registry), requestLog(log, engine), tracing.requests());
  }

  private static RequestLog requestLog(LogConfig config, Engine engine) {
    if (!config.access()) {
      return RequestLog.NONE;
    }
    AccessLog.Form form =
        switch (config.format()) {
          case TEXT -> AccessLog.Form.LINE;
          case JSON -> AccessLog.Form.FIELDS;
        };
    return new AccessLog(form, name -> kindOf(engine, name));
  }

  /** Of the client protocol, no name is that of a convergent bucket. */
  private static String kindOf(Engine engine, String name) {
    if (name.isEmpty()) {
      return CONVERGENT;
    }
    CatalogueEntry bucket =
        BucketName.isValid(name) ? engine.catalogue().entries().get(new BucketName(name)) : null;
    if (bucket == null) {
      return "unknown";
    }
    return bucket.spec().consistency() instanceof Consistency.Linearizable
        ? "linearizable"
        : CONVERGENT;
  }

  /** A node that does not come round to its work needs a restart. */
  @Produces
  @Singleton
  @Liveness
  AsyncHealthCheck loops(Engine engine) {
    return new LoopsTurning(engine);
  }

  /** A node that can never write again needs a restart; until then others had better be asked. */
  @Produces
  @Singleton
  @Liveness
  @Readiness
  HealthCheck storage(NodeStore store) {
    return new Condition("storage", store.writable());
  }

  /**
   * A node that has started serves what it can, with however few of its peers: that is what a
   * convergent store is for.
   */
  @Produces
  @Singleton
  @Readiness
  HealthCheck started(NodeLifecycle lifecycle) {
    return new Condition("started", lifecycle::isServing);
  }

  /** Before it is in a cluster a node can serve nobody. */
  @Produces
  @Singleton
  @Readiness
  HealthCheck joined(Engine engine) {
    return new Condition("joined", () -> engine.topology().isPresent());
  }

  /** Who was removed, or left, holds nothing but the past. */
  @Produces
  @Singleton
  @Readiness
  HealthCheck member(Engine engine) {
    return new Condition("member", () -> !engine.isRemoved());
  }

  /** A replica that met damage is begun anew by the next start, and by nothing else. */
  @Produces
  @Singleton
  @Liveness
  HealthCheck replicas(Engine engine) {
    return new Condition("replicas", () -> !engine.mustRestart());
  }

  /** So that a node which lost its data is not taken for a majority's part too early. */
  @Produces
  @Singleton
  @Readiness
  HealthCheck votes(Votes votes) {
    return new Condition("votes", votes::areBack);
  }

  /** So that the next node is not replaced before this one has back what it lost. */
  @Produces
  @Singleton
  @Readiness
  HealthCheck filled(Engine engine) {
    return new Condition("filled", engine::isFilled);
  }

  /** What it cannot serve is told, and keeps nobody from the rest. */
  @Produces
  @Singleton
  @Readiness
  HealthCheck groups(GroupService groups) {
    return new GroupsLed(groups::census);
  }
}
