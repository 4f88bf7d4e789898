package io.kvasir.edge.telemetry;

import io.kvasir.service.WatchEnd;
import io.kvasir.service.WatchKind;
import io.kvasir.service.WatchObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * What becomes of watches.
 *
 * <pre>
 * kvasir_watch_streams{kind}             open now: linearizable, convergent
 * kvasir_watch_events_total{kind}        changes that watchers were told
 * kvasir_watch_ended_total{kind,reason}  streams that ended, or were refused, by {@link WatchEnd}
 * kvasir_watch_feeds                     convergent buckets whose journals are followed here
 * kvasir_watch_held_bytes                made for watchers and not taken by their connections yet
 * </pre>
 */
public final class WatchMetrics implements WatchObserver {
  private final MeterRegistry registry;
  private final Map<WatchKind, Counter> events = new EnumMap<>(WatchKind.class);
  private final Map<WatchKind, Map<WatchEnd, Counter>> ends = new EnumMap<>(WatchKind.class);

  public WatchMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (WatchKind kind : WatchKind.values()) {
      events.put(kind, counter("kvasir.watch.events", "kind", label(kind)));
      Map<WatchEnd, Counter> ofKind = new EnumMap<>(WatchEnd.class);
      for (WatchEnd end : WatchEnd.values()) {
        ofKind.put(end, counter("kvasir.watch.ended", "kind", label(kind), "reason", label(end)));
      }
      ends.put(kind, ofKind);
    }
  }

  private Counter counter(String name, String... tags) {
    return Counter.builder(name).tags(tags).register(registry);
  }

  private static String label(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Shows what there is now, too.
   *
   * @param streams how many there are of a kind
   * @param feeds how many convergent buckets are followed for them
   * @param heldBytes of all watchers
   */
  public void measure(ToIntFunction<WatchKind> streams, IntSupplier feeds, LongSupplier heldBytes) {
    for (WatchKind kind : WatchKind.values()) {
      Gauge.builder("kvasir.watch.streams", () -> streams.applyAsInt(kind))
          .tag("kind", label(kind))
          .register(registry);
    }
    Gauge.builder("kvasir.watch.feeds", feeds::getAsInt).register(registry);
    Gauge.builder("kvasir.watch.held", heldBytes::getAsLong)
        .baseUnit(BaseUnits.BYTES)
        .register(registry);
  }

  @Override
  public void onTold(WatchKind kind, int changes) {
    if (changes > 0) {
      of(events, kind).increment(changes);
    }
  }

  @Override
  public void onEnded(WatchKind kind, WatchEnd end) {
    of(of(ends, kind), end).increment();
  }

  private static <K, V> V of(Map<K, V> all, K each) {
    return Objects.requireNonNull(all.get(each));
  }
}
