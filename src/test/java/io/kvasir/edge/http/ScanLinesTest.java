package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.service.BucketDraft;
import io.kvasir.service.BucketService;
import io.kvasir.service.FakeShards;
import io.kvasir.service.LoneNode;
import io.kvasir.service.RequestOptions;
import io.kvasir.service.Result;
import io.kvasir.service.ScanLimits;
import io.kvasir.service.ScanPage;
import io.kvasir.service.ScanRequest;
import io.kvasir.service.ScanService;
import io.kvasir.service.Timeouts;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stream of two pages, and what becomes of it in the middle. */
class ScanLinesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ScanRequest ALL =
      new ScanRequest(
          "", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true, false);

  private final LoneNode node = LoneNode.whole();
  private final Timeouts timeouts = new Timeouts(10_000, 10_000);
  private final FakeShards shards = new FakeShards();
  private final ScanService scans = service(1 << 20);

  private ScanService service(long memoryBytes) {
    return new ScanService(node.engine(), shards, timeouts, new ScanLimits(1, memoryBytes, 1_000));
  }

  @BeforeEach
  void fill() {
    Optional<String> none = Optional.empty();
    BucketDraft draft =
        new BucketDraft(
            "lin",
            none,
            Optional.of("linearizable"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(1L),
            Optional.empty(),
            Optional.empty());
    BucketService buckets = new BucketService(node.engine(), shards, timeouts);
    buckets.create(draft, RequestOptions.NONE).await().atMost(PATIENCE);
    for (int i = 0; i < 1_500; i++) {
      shards.put("lin", 1, "k%04d".formatted(i), "v");
    }
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private ScanLines stream(ScanService service, ScanRequest request) {
    Result<ScanPage> first =
        service
            .page("lin", ScanLines.ofPage(request), RequestOptions.NONE)
            .await()
            .atMost(PATIENCE);
    return switch (first) {
      case Result.Ok<ScanPage>(ScanPage page) ->
          new ScanLines(service, "lin", request, RequestOptions.NONE, page);
      case Result.Failed<ScanPage> failed -> throw new AssertionError(failed);
    };
  }

  private static List<String> next(ScanLines stream) {
    return stream.next().await().atMost(PATIENCE).map(ScanLinesTest::lines).orElse(List.of());
  }

  private static List<String> lines(Buffer piece) {
    return piece.toString().lines().toList();
  }

  @Test
  void asksForTheNextPageWhenTheOneBeforeWasTaken() {
    ScanLines stream = stream(scans, ALL);
    assertThat(next(stream)).hasSize(1_000).first().isEqualTo("{\"key\":\"k0000\"}");
    int reads = shards.reads();

    assertThat(next(stream)).hasSize(501).last().isEqualTo("{\"end\":true}");
    assertThat(shards.reads()).isEqualTo(reads + 1);
    assertThat(next(stream)).isEmpty();
  }

  @Test
  void endsAfterAsManyAsWereAskedForWithTheCursor() {
    ScanLines stream = stream(scans, ALL.withLimit(1_200));
    assertThat(next(stream)).hasSize(1_000);

    assertThat(next(stream)).hasSize(201).last().asString().startsWith("{\"cursor\":\"");
    assertThat(next(stream)).isEmpty();
  }

  @Test
  void anErrorInTheMiddleIsALastLineThatSaysWhereToGoOn() {
    ScanLines stream = stream(scans, ALL);
    assertThat(next(stream)).hasSize(1_000);
    shards.refuseNext(new GroupRefusal.NoLeader());

    List<String> last = next(stream);

    assertThat(last).singleElement().asString().contains("\"error\":\"no_leader\"");
    assertThat(next(stream)).isEmpty();
    String cursor = last.getFirst().replaceAll(".*\"cursor\":\"([^\"]*)\".*", "$1");
    ScanLines rest = stream(scans, ALL.from(Optional.of(cursor)));
    assertThat(next(rest)).hasSize(501).first().isEqualTo("{\"key\":\"k1000\"}");
  }

  @Test
  void whoTakesNothingIsToldWhereToGoOn() {
    ScanLines stream = stream(scans, ALL);
    assertThat(next(stream)).hasSize(1_000);

    assertThat(lines(stream.cutOff()))
        .singleElement()
        .asString()
        .contains("\"error\":\"slow_consumer\"")
        .contains("\"cursor\":\"");
    assertThat(next(stream)).isEmpty();
  }

  @Test
  void whatStreamsHoldIsBounded() {
    ScanService small = service(20_000);
    ScanLines one = stream(small, ALL);
    ScanLines other = stream(small, ALL);

    assertThat(next(one)).hasSize(1_000);
    assertThat(next(other)).singleElement().asString().contains("\"error\":\"overloaded\"");
    one.close();
    assertThat(next(stream(small, ALL))).hasSize(1_000);
  }
}
