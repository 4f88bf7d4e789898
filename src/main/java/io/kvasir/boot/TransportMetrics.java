package io.kvasir.boot;

import io.kvasir.edge.eventbus.TransportStatistics;
import io.kvasir.edge.eventbus.TransportStatistics.Drop;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What the transport counts, as metrics.
 *
 * <pre>
 * kvasir_transport_messages_{sent,received,refused,dropped,unreadable}_total
 * kvasir_transport_envelopes_{sent,empty_sent,received,expired,failed}_total
 * kvasir_transport_envelopes_dropped_total{reason}   arrived, and not for this node now
 * kvasir_transport_bytes_{sent,received}_total
 * kvasir_transport_peers_lost_total
 * </pre>
 */
final class TransportMetrics {
  private TransportMetrics() {}

  static void register(MeterRegistry registry, TransportStatistics statistics) {
    count(registry, statistics, "messages.sent", TransportStatistics::messagesSent);
    count(registry, statistics, "messages.received", TransportStatistics::messagesReceived);
    count(registry, statistics, "messages.refused", TransportStatistics::messagesRefused);
    count(registry, statistics, "messages.dropped", TransportStatistics::messagesDropped);
    count(registry, statistics, "messages.unreadable", TransportStatistics::messagesUnreadable);
    count(registry, statistics, "envelopes.sent", TransportStatistics::envelopesSent);
    count(registry, statistics, "envelopes.empty.sent", TransportStatistics::emptyEnvelopesSent);
    count(registry, statistics, "envelopes.received", TransportStatistics::envelopesReceived);
    count(registry, statistics, "envelopes.expired", TransportStatistics::envelopesExpired);
    count(registry, statistics, "envelopes.failed", TransportStatistics::envelopesFailed);
    count(registry, statistics, "bytes.sent", TransportStatistics::bytesSent);
    count(registry, statistics, "bytes.received", TransportStatistics::bytesReceived);
    count(registry, statistics, "peers.lost", TransportStatistics::peersLost);
    for (Drop reason : Drop.values()) {
      FunctionCounter.builder(
              "kvasir.transport.envelopes.dropped",
              statistics,
              from -> from.envelopesDropped(reason))
          .tag("reason", reason.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  private static void count(
      MeterRegistry registry,
      TransportStatistics statistics,
      String name,
      ToDoubleFunction<TransportStatistics> value) {
    FunctionCounter.builder("kvasir.transport." + name, statistics, value).register(registry);
  }
}
