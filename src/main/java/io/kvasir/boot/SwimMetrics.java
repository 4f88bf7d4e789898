package io.kvasir.boot;

import io.kvasir.core.membership.MemberState;
import io.kvasir.edge.datagram.DatagramStatistics;
import io.kvasir.edge.datagram.DatagramStatistics.Drop;
import io.kvasir.engine.Lookout;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Who can be reached, and the datagrams that it takes to find out.
 *
 * <pre>
 * kvasir_swim_members{state}              other members, by how this node sees them now
 * kvasir_swim_datagrams_{sent,received}_total
 * kvasir_swim_bytes_{sent,received}_total
 * kvasir_swim_datagrams_dropped_total{reason}
 * </pre>
 */
final class SwimMetrics {
  private SwimMetrics() {}

  static void register(MeterRegistry registry, Lookout lookout, DatagramStatistics statistics) {
    for (MemberState state : MemberState.values()) {
      Gauge.builder("kvasir.swim.members", lookout, from -> from.seenAs(state))
          .tag("state", word(state))
          .strongReference(true)
          .register(registry);
    }
    count(registry, statistics, "datagrams.sent", DatagramStatistics::sent);
    count(registry, statistics, "datagrams.received", DatagramStatistics::received);
    count(registry, statistics, "bytes.sent", DatagramStatistics::bytesSent);
    count(registry, statistics, "bytes.received", DatagramStatistics::bytesReceived);
    for (Drop reason : Drop.values()) {
      FunctionCounter.builder(
              "kvasir.swim.datagrams.dropped", statistics, from -> from.dropped(reason))
          .tag("reason", word(reason))
          .register(registry);
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static void count(
      MeterRegistry registry,
      DatagramStatistics statistics,
      String name,
      ToDoubleFunction<DatagramStatistics> value) {
    FunctionCounter.builder("kvasir.swim." + name, statistics, value).register(registry);
  }
}
