package io.kvasir.edge.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.cluster.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SpanExporterTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Span SPAN =
      new Span(
          new SpanContext(1, 2, 3), 0, "put", Span.Kind.SERVER, 5, 6, List.of(), List.of(), false);

  private final OtlpCodec codec =
      new OtlpCodec(List.of(new Span.Attribute.Text("service.name", "x")));
  private final TraceStatistics statistics = new TraceStatistics();

  private SpanExporter exporter(SpanExporter.Collector collector, int queue) {
    SpanExporter exporter = new SpanExporter(codec, collector, queue, statistics, now -> {});
    exporter.start();
    return exporter;
  }

  @Test
  void bringsWhatGathers() {
    AtomicInteger batches = new AtomicInteger();
    try (SpanExporter exporter = exporter(spans -> batches.incrementAndGet() > 0, 1_000)) {
      for (int i = 0; i < 900; i++) {
        exporter.add(SPAN);
      }
      Await.until(SOON, statistics::toString, () -> statistics.exported() == 900);
    }

    assertThat(batches).hasValueBetween(2, 20);
    assertThat(statistics.dropped() + statistics.failed()).isZero();
  }

  @Test
  void dropsWhatACollectorThatHangsLeavesNoRoomFor() throws Exception {
    CountDownLatch taking = new CountDownLatch(1);
    CountDownLatch hang = new CountDownLatch(1);
    SpanExporter exporter =
        exporter(
            spans -> {
              taking.countDown();
              return hang.await(1, TimeUnit.HOURS);
            },
            10);
    exporter.add(SPAN);
    assertThat(taking.await(20, TimeUnit.SECONDS)).isTrue();

    for (int i = 0; i < 30; i++) {
      exporter.add(SPAN);
    }

    assertThat(statistics.dropped()).isEqualTo(20);
    exporter.close();
  }

  @Test
  void countsWhatTheCollectorDoesNotTake() {
    try (SpanExporter exporter = exporter(spans -> false, 10)) {
      exporter.add(SPAN);
      Await.until(SOON, statistics::toString, () -> statistics.failed() == 1);
    }

    assertThat(statistics.exported()).isZero();
  }

  @Test
  void bringsTheLastWhenItEnds() {
    SpanExporter exporter = exporter(spans -> true, 10);
    exporter.add(SPAN);
    exporter.close();

    Await.until(SOON, statistics::toString, () -> statistics.exported() == 1);
  }
}
