package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvasir.client.EventStream;
import io.kvasir.client.EventStream.Event;
import io.kvasir.cluster.Client.Response;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What a watcher gets who hears nothing, takes nothing, or comes too late, from a node alone. */
@Timeout(300)
abstract class WatchLimitScenarios {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BUCKET = "limits";
  private static final String WATCH = "/bucket/" + BUCKET + "/_watch";
  private static final String SLOW =
      "kvasir_watch_ended_total{kind=\"linearizable\",reason=\"slow_consumer\"}";

  /** Beyond what sockets hold by themselves. */
  private static final int LARGE_VALUES = 40;

  private static final int LARGE_BYTES = 200_000;

  /** One piece of a stream, which has one value at least, and its copies on the way. */
  private static final int HELD_BYTES = 4 * LARGE_BYTES;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "kvasir.watch.heartbeat", "500ms",
          "kvasir.watch.stall-timeout", "2s",
          "kvasir.watch.history-revisions", "1000",
          "kvasir.watch.history-bytes", "64M");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path folder;

  private static LocalCluster cluster = LocalCluster.none();

  @BeforeAll
  static void start() {
    cluster = LocalCluster.start(folder, 1, SETTINGS);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  /** Each scenario has a bucket that nothing was written to yet. */
  @BeforeEach
  void create() {
    cluster.client(1).delete("/buckets/" + BUCKET);
    Response created =
        cluster.client(1).createBucket(Map.of("name", BUCKET, "consistency", "linearizable"));
    assertThat(created.status()).as(created.body()).isEqualTo(201);
  }

  private EventStream watch(String lastId) throws IOException {
    EventStream stream = new EventStream(cluster.node(1).base(), WATCH, lastId);
    assertThat(stream.status()).isEqualTo(200);
    return stream;
  }

  private static long revision(Event event) throws IOException {
    return JSON.readTree(event.data()).path("revision").asLong();
  }

  @Test
  void whoHearsNothingHearsThatTheStreamLives() throws Exception {
    try (EventStream stream = watch("")) {
      for (int n = 0; n < 3; n++) {
        Event comment = stream.next();
        assertThat(comment.name()).isEmpty();
        assertThat(comment.id()).isNotEmpty();
      }
      cluster.client(1).put(BUCKET, "k", "v");
      assertThat(stream.nextEvent().data()).contains("\"key\":\"k\"");
    }
  }

  @Test
  void whoTakesNothingIsCutOffAndGoesOnWithoutAGap() throws Exception {
    NodeProcess node = cluster.node(1);
    List<Long> revisions = new ArrayList<>();
    String lastId;
    double held = 0;
    try (EventStream slow = EventStream.slow(node.base(), WATCH)) {
      slow.next();
      for (int n = 0; n < LARGE_VALUES; n++) {
        Response put = cluster.client(1).put(BUCKET, "large", "v".repeat(LARGE_BYTES));
        assertThat(put.isOk()).as(put.body()).isTrue();
        held = Math.max(held, Gauges.metric(node, "kvasir_watch_held_bytes"));
      }
      Await.until(SOON, () -> "it is not cut off", () -> Gauges.metric(node, SLOW) == 1);
      assertThat(held).isBetween(1.0, (double) HELD_BYTES);
      assertThat(Gauges.metric(node, "kvasir_watch_held_bytes")).isZero();
      lastId = readOn(slow, revisions);
    }
    assertThat(revisions).isNotEmpty().hasSizeLessThan(LARGE_VALUES);

    try (EventStream next = watch(lastId)) {
      while (revisions.size() < LARGE_VALUES) {
        revisions.add(revision(next.nextEvent()));
      }
    }

    for (int at = 0; at < LARGE_VALUES; at++) {
      assertThat(revisions.get(at)).isEqualTo(revisions.getFirst() + at);
    }
  }

  /** Reads what still comes, and returns the last id of it. */
  private static String readOn(EventStream slow, List<Long> revisions) throws IOException {
    try {
      Event event = slow.nextEvent();
      while (event.name().equals("put")) {
        revisions.add(revision(event));
        event = slow.nextEvent();
      }
      assertThat(event.data()).contains("\"error\":\"slow_consumer\"");
    } catch (IOException reset) {
      assertThat(revisions).isNotEmpty();
    }
    return slow.lastId();
  }

  /** It is told so, reads all there is, and misses nothing of what comes then. */
  @Test
  void whoComesTooLateBeginsAnew() throws Exception {
    String old;
    try (EventStream stream = watch("")) {
      old = stream.next().id();
    }
    Set<String> keys = new TreeSet<>();
    try (PipelinedLoad load = new PipelinedLoad(cluster, BUCKET, "k")) {
      for (int n = 0; n < 6 && goOnFrom(old).isOk(); n++) {
        load.allow(500);
        load.awaitSettled();
      }
      keys.addAll(load.acknowledged().keySet());
    }
    Response refused = goOnFrom(old);
    assertThat(refused.status()).as(refused.body()).isEqualTo(410);
    JsonNode problem = refused.json();
    assertThat(problem.path("type").asText()).isEqualTo("/problems/compacted");
    assertThat(problem.path("error").asText()).isEqualTo("compacted");
    assertThat(problem.path("detail").asText()).contains("begin a new watch without a cursor");
    assertThat(problem.path("retryable").asBoolean()).isFalse();
    String refusals = "kvasir_watch_ended_total{kind=\"linearizable\",reason=\"compacted\"}";
    assertThat(Gauges.metric(cluster.node(1), refusals)).isPositive();

    try (EventStream anew = watch("")) {
      assertThat(anew.next().id()).isNotEmpty();
      assertThat(scanned()).isEqualTo(keys);
      cluster.client(1).put(BUCKET, "later", "v");
      assertThat(anew.nextEvent().data()).contains("\"key\":\"later\"");
    }
  }

  /** 200 as long as the stream could go on; read by a client that hangs up. */
  private Response goOnFrom(String cursor) throws IOException {
    try (EventStream stream = new EventStream(cluster.node(1).base(), WATCH, cursor)) {
      return stream.status() == 200
          ? new Response(200, "")
          : cluster.client(1).get(WATCH + "?cursor=" + cursor);
    }
  }

  private Set<String> scanned() {
    Set<String> keys = new TreeSet<>();
    String cursor = "";
    do {
      String path = "/bucket/" + BUCKET + "?keys_only=true&limit=1000" + cursor;
      JsonNode page = cluster.client(1).get(path).json();
      page.path("items").forEach(item -> keys.add(item.path("key").asText()));
      cursor = page.has("cursor") ? "&cursor=" + page.path("cursor").asText() : "";
    } while (!cursor.isEmpty());
    return keys;
  }
}
