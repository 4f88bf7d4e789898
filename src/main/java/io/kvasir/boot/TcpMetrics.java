package io.kvasir.boot;

import io.kvasir.edge.tcp.TcpStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/**
 * What the listener of the client protocol counts, as metrics; requests are among {@code
 * kvasir_request_seconds}.
 *
 * <pre>
 * kvasir_tcp_connections                   open now
 * kvasir_tcp_connections_accepted_total
 * kvasir_tcp_connections_ended_total{reason}
 * kvasir_tcp_bytes_{received,sent}_total
 * </pre>
 */
final class TcpMetrics {
  private TcpMetrics() {}

  static void register(MeterRegistry registry, TcpStatistics statistics) {
    Gauge.builder("kvasir.tcp.connections", statistics::open).register(registry);
    FunctionCounter.builder("kvasir.tcp.connections.accepted", statistics, TcpStatistics::accepted)
        .register(registry);
    FunctionCounter.builder("kvasir.tcp.bytes.received", statistics, TcpStatistics::bytesReceived)
        .register(registry);
    FunctionCounter.builder("kvasir.tcp.bytes.sent", statistics, TcpStatistics::bytesSent)
        .register(registry);
    for (TcpStatistics.End end : TcpStatistics.End.values()) {
      FunctionCounter.builder("kvasir.tcp.connections.ended", statistics, from -> from.ended(end))
          .tag("reason", end.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }
}
