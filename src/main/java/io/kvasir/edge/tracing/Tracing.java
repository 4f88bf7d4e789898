package io.kvasir.edge.tracing;

import io.kvasir.engine.port.MessageTraces;
import io.kvasir.engine.port.Trace;
import io.kvasir.service.RequestTraces;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A node's part in traces, if it takes any. */
public final class Tracing implements AutoCloseable {
  private final @Nullable TraceStatistics statistics;
  private final @Nullable Tracer tracer;
  private final @Nullable SpanExporter exporter;

  private Tracing() {
    this.statistics = null;
    this.tracer = null;
    this.exporter = null;
  }

  private Tracing(Plan plan, OtlpCodec codec, SpanExporter.Collector collector) {
    SpanSink sink = new SpanSink();
    this.statistics = new TraceStatistics();
    this.tracer = new Tracer(plan.ratio(), sink::add);
    this.exporter =
        new SpanExporter(codec, collector, plan.queueSpans(), statistics, tracer::sweep);
    sink.exporter = exporter;
    Trace.switchOn();
    exporter.start();
  }

  /** Ties the knot between who makes spans and who brings them away and sweeps. */
  private static final class SpanSink {
    private volatile @Nullable SpanExporter exporter;

    void add(Span span) {
      SpanExporter there = exporter;
      if (there != null) {
        there.add(span);
      }
    }
  }

  /**
   * How a node traces.
   *
   * @param ratio of requests that are traced, of those whose clients do not say; 0 to 1
   * @param queueSpans how many wait for the collector at most
   * @param endpoint {@code http://host[:port]/path}
   * @param timeoutMillis in which time the collector has to take a batch
   */
  public record Plan(double ratio, int queueSpans, URI endpoint, long timeoutMillis) {
    public Plan {
      if (!(ratio >= 0 && ratio <= 1)) {
        throw new IllegalArgumentException("kvasir.trace.ratio must be 0 to 1, not " + ratio);
      }
      if (queueSpans < 1 || timeoutMillis < 1) {
        throw new IllegalArgumentException(
            "kvasir.trace.queue and kvasir.trace.timeout must be above 0");
      }
      if (!"http".equals(endpoint.getScheme()) || endpoint.getHost() == null) {
        throw new IllegalArgumentException(
            "kvasir.trace.endpoint must be http://host:port/path, not " + endpoint);
      }
    }
  }

  /**
   * Who traces.
   *
   * @param cluster the name of the node's cluster
   */
  public record Origin(String node, String cluster, String version) {}

  /** Takes no part: makes nothing, and heeds nothing. */
  public static Tracing off() {
    return new Tracing();
  }

  /** Begins at once. */
  public static Tracing to(Plan plan, Origin origin, Vertx vertx) {
    OtlpCodec codec =
        new OtlpCodec(
            List.of(
                new Span.Attribute.Text("service.name", "kvasir"),
                new Span.Attribute.Text("service.namespace", origin.cluster()),
                new Span.Attribute.Text("service.instance.id", origin.node()),
                new Span.Attribute.Text("service.version", origin.version())));
    return new Tracing(
        plan, codec, new HttpCollector(vertx, plan.endpoint(), plan.timeoutMillis()));
  }

  public RequestTraces requests() {
    return tracer == null ? RequestTraces.NONE : tracer;
  }

  public MessageTraces messages() {
    return tracer == null ? MessageTraces.NONE : tracer;
  }

  /** Empty when it takes no part. */
  public Optional<TraceStatistics> statistics() {
    return Optional.ofNullable(statistics);
  }

  @Override
  public void close() {
    if (exporter != null) {
      exporter.close();
    }
  }
}
