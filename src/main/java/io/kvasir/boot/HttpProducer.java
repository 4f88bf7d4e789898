package io.kvasir.boot;

import io.kvasir.core.bucket.Limits;
import io.kvasir.edge.http.Api;
import io.kvasir.edge.http.FrontDoor;
import io.kvasir.edge.http.Intake;
import io.kvasir.edge.http.Reception;
import io.kvasir.edge.http.dialect.Dialects;
import io.kvasir.service.Addresses;
import io.kvasir.service.BackupService;
import io.kvasir.service.BatchService;
import io.kvasir.service.BucketService;
import io.kvasir.service.ByteBudget;
import io.kvasir.service.ClusterService;
import io.kvasir.service.GroupService;
import io.kvasir.service.KeyValueService;
import io.kvasir.service.MembershipService;
import io.kvasir.service.RepairService;
import io.kvasir.service.RequestObservers;
import io.kvasir.service.RestoreService;
import io.kvasir.service.ScanService;
import io.kvasir.service.TransactionService;
import io.kvasir.service.WatchPace;
import io.kvasir.service.WatchService;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts the HTTP interface in front of Quarkus' own routes. */
@Singleton
final class HttpProducer {
  /** Before all that Quarkus installs, its limit of body sizes too: 413 is answered here. */
  private static final int FIRST = 10_000;

  /** Before the platform's own handler of failures, which logs each with its stack. */
  private static final int FIRST_OF_ROUTES = -1_000_000;

  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;

  @Produces
  @Singleton
  Api.Services services(
      KeyValueService values,
      TransactionService transactions,
      BatchService batches,
      ScanService scans,
      WatchService watches,
      WatchPace pace,
      BucketService buckets,
      ClusterService cluster,
      MembershipService members,
      RepairService repair,
      GroupService groups,
      BackupService backups,
      RestoreService restores,
      Addresses addresses) {
    return new Api.Services(
        values,
        transactions,
        batches,
        scans,
        watches,
        pace,
        buckets,
        cluster,
        members,
        repair,
        groups,
        backups,
        restores,
        addresses);
  }

  @Produces
  @Singleton
  Dialects dialects(Api.Services services) {
    return new Dialects(services);
  }

  @Produces
  @Singleton
  Reception.Common common(HttpConfig config, Limits limits, RequestObservers observers) {
    long memory = config.bodyMemory().map(MemorySize::asLongValue).orElseGet(HeapShare::sixteenth);
    Intake intake = new Intake(memory, config.bodyTimeout().toMillis());
    long answers =
        config.answerMemory().map(MemorySize::asLongValue).orElseGet(HeapShare::sixteenth);
    return new Reception.Common(limits, observers, intake, new ByteBudget(answers));
  }

  @Produces
  @Singleton
  FrontDoor frontDoor(
      Api.Services services, Dialects dialects, Limits limits, Reception.Common common) {
    return new FrontDoor(new Api(services, limits, dialects.onMainPort()), common);
  }

  /** Requests come after the start only, so the engine is not asked for before. */
  void install(@Observes Filters filters, Instance<FrontDoor> frontDoor) {
    filters.register(routing -> frontDoor.get().handle(routing), FIRST);
  }

  void answerWhatQuarkusDoesNot(@Observes Router router, Instance<FrontDoor> frontDoor) {
    router
        .route()
        .order(FIRST_OF_ROUTES)
        .failureHandler(
            routing -> {
              if (routing.statusCode() == BAD_REQUEST) {
                frontDoor.get().answerMalformed(routing);
              } else {
                routing.next();
              }
            });
    router.errorHandler(BAD_REQUEST, routing -> frontDoor.get().answerMalformed(routing));
    router.errorHandler(NOT_FOUND, routing -> frontDoor.get().answerUnknown(routing));
  }
}
