package io.kvasir.edge.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.Refusal;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.core.topology.CatalogueObservation;
import io.kvasir.service.RequestObserver;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Observations and requests as Prometheus sees them, by the registry that Quarkus has. */
@SuppressWarnings("deprecation")
class TelemetryTest {
  private static final NodeId PEER = new NodeId("node2");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Telemetry telemetry =
      new Telemetry(
          new ObservationMetrics(registry, new GroupCounters(registry)), new ObservationLog());
  private final RequestMetrics requests = new RequestMetrics(registry);

  @Test
  void countsEveryObservation() {
    telemetry.onReplication(
        new ReplicationObservation.WriteEnded(new WriteOutcome.Stored(HybridTimestamp.ZERO, 2)));
    telemetry.onReplication(
        new ReplicationObservation.WriteEnded(new WriteOutcome.QuorumUnavailable(1, 2, true)));
    telemetry.onReplication(
        new ReplicationObservation.WriteEnded(new WriteOutcome.Indeterminate(1, 2)));
    telemetry.onReplication(
        new ReplicationObservation.WriteEnded(new WriteOutcome.Refused(Refusal.TYPE_MISMATCH)));
    telemetry.onReplication(new ReplicationObservation.WriteEnded(new WriteOutcome.Overloaded()));
    telemetry.onReplication(new ReplicationObservation.WriteRestamped(HybridTimestamp.ZERO));
    telemetry.onReplication(new ReplicationObservation.ReadEnded(new ReadOutcome.TimedOut(0, 1)));
    telemetry.onReplication(new ReplicationObservation.ReplicaMissed(PEER));
    telemetry.onReplication(new ReplicationObservation.ReplicaRepaired(PEER));
    telemetry.onReplication(new ReplicationObservation.DeltaResent(PEER));
    telemetry.onReplication(new ReplicationObservation.OutboxOverflowed());
    telemetry.onReplication(new ReplicationObservation.ReplicaRefused(Refusal.COUNTER_OVERFLOW));
    telemetry.onReplication(new ReplicationObservation.StorageFaulted("no space"));
    telemetry.onCatalogue(new CatalogueObservation.BucketAppeared(bucket()));
    telemetry.onCatalogue(new CatalogueObservation.BucketVanished(bucket()));

    assertThat(registry.scrape())
        .contains(
            "kvasir_writes_total{outcome=\"stored\",} 1.0",
            "kvasir_writes_total{outcome=\"quorum_unavailable\",} 1.0",
            "kvasir_writes_total{outcome=\"indeterminate\",} 1.0",
            "kvasir_writes_total{outcome=\"refused\",} 1.0",
            "kvasir_writes_total{outcome=\"overloaded\",} 1.0",
            "kvasir_writes_restamped_total 1.0",
            "kvasir_reads_total{outcome=\"timed_out\",} 1.0",
            "kvasir_replica_missed_total{peer=\"node2\",} 1.0",
            "kvasir_replica_repairs_total{peer=\"node2\",} 1.0",
            "kvasir_deltas_resent_total{peer=\"node2\",} 1.0",
            "kvasir_outbox_overflows_total 1.0",
            "kvasir_replica_refusals_total{reason=\"counter_overflow\",} 1.0",
            "kvasir_storage_faults_total 1.0",
            "kvasir_catalogue_changes_total{change=\"appeared\",} 1.0",
            "kvasir_catalogue_changes_total{change=\"vanished\",} 1.0");
  }

  private static BucketId bucket() {
    return new BucketId(new BucketName("b"), 0);
  }

  @Test
  void timesRequestsInCumulativeBuckets() {
    answer("put", Optional.of(DataType.LWW_REGISTER), 200, 300);
    answer("put", Optional.of(DataType.LWW_REGISTER), 200, 3_000);

    assertThat(registry.scrape())
        .contains(
            request("bucket", "put", "lww", "le=\"5.0E-4\",") + " 1.0",
            request("bucket", "put", "lww", "le=\"0.005\",") + " 2.0",
            request("bucket", "put", "lww", "le=\"+Inf\",") + " 2.0",
            request("count", "put", "lww", "") + " 2.0");
  }

  private static String request(String suffix, String operation, String type, String le) {
    return "kvasir_request_seconds_%s{operation=\"%s\",protocol=\"http\",status=\"200\",type=\"%s\",%s}"
        .formatted(suffix, operation, type, le);
  }

  @Test
  void knowsVordbsNames() {
    answer("get", Optional.of(DataType.OR_SWOT), 200, 300);
    answer("get", Optional.of(DataType.PN_COUNTER), 404, 300);
    answer("get", Optional.empty(), 503, 300);
    answer("bucket_create", Optional.empty(), 201, 300);

    assertThat(registry.scrape())
        .contains(
            vordb("set_members", "ok"), vordb("counter_value", "not_found"), vordb("get", "error"))
        .contains(
            "vordb_request_duration_us_bucket{operation=\"set_members\",status=\"ok\",le=\"250.0\",}"
                + " 0.0",
            "vordb_request_duration_us_bucket{operation=\"set_members\",status=\"ok\",le=\"500.0\",}"
                + " 1.0",
            "vordb_request_duration_us_bucket{operation=\"set_members\",status=\"ok\",le=\"+Inf\",}"
                + " 1.0")
        .doesNotContain("vordb_request_count_total{operation=\"bucket_create\"");
  }

  private static String vordb(String operation, String status) {
    return "vordb_request_count_total{operation=\"%s\",protocol=\"http\",status=\"%s\",} 1.0"
        .formatted(operation, status);
  }

  private void answer(String operation, Optional<DataType> type, int status, long micros) {
    requests.onAnswered(
        new RequestObserver.Answered(
            "http", operation, type, status, TimeUnit.MICROSECONDS.toNanos(micros)));
  }

  @Test
  void repeatsItselfRarely() {
    AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    Rarely rarely = new Rarely(nanos::get);
    LongStream.Builder left = LongStream.builder();

    rarely.run(left::add);
    rarely.run(left::add);
    rarely.run(left::add);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
    rarely.run(left::add);

    assertThat(left.build()).containsExactly(0L, 2L);
  }
}
