package io.kvasir.edge.telemetry;

import io.kvasir.core.bucket.DataType;
import io.kvasir.service.RequestObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Times requests: {@code kvasir_request_seconds} by protocol, operation, type of the bucket and
 * status; and, for operations on keys, VorDB's {@code vordb_request_count_total} and {@code
 * vordb_request_duration_us}.
 */
public final class RequestMetrics implements RequestObserver {
  private static final Duration[] SECONDS_BUCKETS =
      Stream.of(500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 500_000, 1_000_000)
          .map(micros -> Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros)))
          .toArray(Duration[]::new);
  private static final double[] VORDB_BUCKETS = {
    100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000
  };
  private static final int FIRST_ERROR = 400;
  private static final int NOT_FOUND = 404;

  private record Series(String protocol, String operation, Optional<DataType> type, int status) {}

  private record Meters(Timer timer, Optional<Vordb> vordb) {}

  private record Vordb(Counter count, DistributionSummary micros) {}

  private final MeterRegistry registry;
  private final Map<Series, Meters> meters = new ConcurrentHashMap<>();

  public RequestMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void onAnswered(Answered answered) {
    Series series =
        new Series(answered.protocol(), answered.operation(), answered.type(), answered.status());
    Meters found = meters.computeIfAbsent(series, this::register);
    found.timer().record(answered.durationNanos(), TimeUnit.NANOSECONDS);
    if (found.vordb().isPresent()) {
      Vordb vordb = found.vordb().get();
      vordb.count().increment();
      vordb.micros().record((double) TimeUnit.NANOSECONDS.toMicros(answered.durationNanos()));
    }
  }

  private Meters register(Series series) {
    Timer timer =
        Timer.builder("kvasir.request")
            .tag("protocol", series.protocol())
            .tag("operation", series.operation())
            .tag("type", series.type().map(DataType::label).orElse("none"))
            .tag("status", Integer.toString(series.status()))
            .serviceLevelObjectives(SECONDS_BUCKETS)
            .register(registry);
    return new Meters(timer, vordbName(series).map(name -> vordb(series, name)));
  }

  private Vordb vordb(Series series, String operation) {
    String status =
        series.status() < FIRST_ERROR ? "ok" : series.status() == NOT_FOUND ? "not_found" : "error";
    return new Vordb(
        Counter.builder("vordb.request.count")
            .tag("operation", operation)
            .tag("protocol", series.protocol())
            .tag("status", status)
            .register(registry),
        DistributionSummary.builder("vordb.request.duration.us")
            .tag("operation", operation)
            .tag("status", status)
            .serviceLevelObjectives(VORDB_BUCKETS)
            .register(registry));
  }

  /** VorDB's name of the operation; empty when it counts no such thing. */
  private static Optional<String> vordbName(Series series) {
    return switch (series.operation()) {
      case "get" -> Optional.of(series.type().map(RequestMetrics::readName).orElse("get"));
      case "put", "delete", "set_add", "set_remove", "counter_increment", "counter_decrement" ->
          Optional.of(series.operation());
      default -> Optional.empty();
    };
  }

  private static String readName(DataType type) {
    return switch (type) {
      case LWW_REGISTER -> "get";
      case MV_REGISTER, EW_FLAG, OR_MAP -> "get";
      case OR_SWOT, G_SET -> "set_members";
      case PN_COUNTER -> "counter_value";
    };
  }
}
