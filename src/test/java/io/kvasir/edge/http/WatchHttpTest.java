package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvasir.client.EventStream;
import io.kvasir.client.EventStream.Event;
import io.kvasir.service.LoneNode;
import io.kvasir.service.WatchEnd;
import io.kvasir.service.WatchKind;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Watches of a linearizable bucket over real sockets, and the real groups of a node. */
@Timeout(60)
class WatchHttpTest {
  private static final String WATCH = "/bucket/lin/_watch";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final LoneNode node = LoneNode.whole();
  private TestServer server;
  private RawClient client;

  @BeforeEach
  void listen() throws Exception {
    server = TestServer.overGroupsOf(node);
    client = new RawClient(server.port());
    create("lin", 1);
  }

  private void create(String bucket, int shards) {
    client.post(
        "/buckets",
        "{\"name\":\"%s\",\"consistency\":\"linearizable\",\"shards\":%d}"
            .formatted(bucket, shards));
  }

  @AfterEach
  void close() throws Exception {
    server.close();
    node.close();
  }

  private EventStream watch(String target, String lastId) throws IOException {
    EventStream stream =
        new EventStream(URI.create("http://127.0.0.1:" + server.port()), target, lastId);
    assertThat(stream.status()).isEqualTo(200);
    return stream;
  }

  /** A stream that begins now, and said so. */
  private EventStream watchFromNow(String target) throws IOException {
    EventStream stream = watch(target, "");
    Event opening = stream.next();
    assertThat(opening.name()).isEmpty();
    assertThat(opening.id()).isNotEmpty();
    return stream;
  }

  private void put(String key, String value) {
    RawClient.Reply put = client.put("/bucket/lin/" + key, "{\"value\":\"" + value + "\"}");
    assertThat(put.status()).as(put.text()).isEqualTo(200);
  }

  private static JsonNode json(Event event) throws IOException {
    return MAPPER.readTree(event.data());
  }

  @Test
  void tellsWhatHappensFromNowOn() throws Exception {
    put("before", "0");
    try (EventStream stream = watchFromNow(WATCH)) {
      put("a", "1");
      client.delete("/bucket/lin/a");
      client.delete("/bucket/lin/absent");
      client.send(
          "PUT", "/bucket/lin/b", new byte[] {0, -1}, "Content-Type: application/octet-stream");

      Event put = stream.nextEvent();
      Event delete = stream.nextEvent();
      Event raw = stream.nextEvent();

      assertThat(put.name()).isEqualTo("put");
      assertThat(json(put).toString())
          .isEqualTo("{\"key\":\"a\",\"value\":\"1\",\"mod_revision\":2,\"revision\":2}");
      assertThat(delete.name()).isEqualTo("delete");
      assertThat(json(delete).toString()).isEqualTo("{\"key\":\"a\",\"revision\":3}");
      assertThat(json(raw).get("value").asText()).isEqualTo("AP8=");
      assertThat(json(raw).get("revision").asLong()).isEqualTo(4);
    }
  }

  @Test
  void goesOnAfterAnyEvent() throws Exception {
    List<Event> all = new ArrayList<>();
    String begin;
    try (EventStream stream = watchFromNow(WATCH)) {
      begin = stream.lastId();
      put("a", "1");
      client.post(
          "/bucket/lin/_txn",
          """
          {"compare":[],"failure":[],
           "success":[{"request_put":{"key":"x","value":"2"}},
                      {"request_put":{"key":"y","value":"2"}},
                      {"request_put":{"key":"z","value":"2"}}]}
          """);
      put("b", "3");
      for (int at = 0; at < 5; at++) {
        all.add(stream.nextEvent());
      }
    }

    assertThat(all)
        .extracting(event -> json(event).get("key").asText())
        .containsExactly("a", "x", "y", "z", "b");
    assertThat(rest(WATCH, begin, 5)).isEqualTo(all);
    for (int at = 0; at < 4; at++) {
      String id = all.get(at).id();
      assertThat(rest(WATCH, id, 4 - at)).isEqualTo(all.subList(at + 1, 5));
      assertThat(rest(WATCH + "?cursor=" + id, "", 4 - at)).isEqualTo(all.subList(at + 1, 5));
    }
  }

  private List<Event> rest(String target, String lastId, int count) throws IOException {
    List<Event> rest = new ArrayList<>();
    try (EventStream stream = watch(target, lastId)) {
      while (rest.size() < count) {
        rest.add(stream.nextEvent());
      }
    }
    return rest;
  }

  @Test
  void tellsOfTheKeysThatAreWatchedOnly() throws Exception {
    create("many", 4);
    try (EventStream one = watchFromNow(WATCH + "?key=a%2Fb");
        EventStream some = watchFromNow(WATCH + "?prefix=a%2F");
        EventStream many = watchFromNow("/bucket/many/_watch")) {
      for (String key : List.of("a", "a%2Fb", "a%2Fc", "b")) {
        put(key, "v");
        client.put("/bucket/many/" + key, "{\"value\":\"v\"}");
      }

      assertThat(json(one.nextEvent()).get("key").asText()).isEqualTo("a/b");
      assertThat(json(some.nextEvent()).get("key").asText()).isEqualTo("a/b");
      assertThat(json(some.nextEvent()).get("key").asText()).isEqualTo("a/c");
      List<String> keys = new ArrayList<>();
      for (int at = 0; at < 4; at++) {
        keys.add(json(many.nextEvent()).get("key").asText());
      }
      assertThat(keys).containsExactlyInAnyOrder("a", "a/b", "a/c", "b");
    }
  }

  /** Who hears nothing knows all the same how far the stream is. */
  @Test
  void saysThatItLives() throws Exception {
    String id;
    try (EventStream stream = watchFromNow(WATCH + "?key=k")) {
      put("other", "1");
      stream.next();
      id = stream.next().id();
    }

    put("k", "2");

    assertThat(json(rest(WATCH + "?key=k", id, 1).getFirst()).get("revision").asLong())
        .isEqualTo(2);
  }

  @Test
  void tellsWhenATimeIsUp() throws Exception {
    try (EventStream stream = watchFromNow(WATCH)) {
      client.put("/bucket/lin/k?ttl=1", "{\"value\":\"v\"}");

      assertThat(stream.nextEvent().name()).isEqualTo("put");
      node.pass(5_000);
      assertThat(stream.nextEvent().name()).isEqualTo("delete");
    }
  }

  @Test
  void tellsWhatChangesInAConvergentBucket() throws Exception {
    try (EventStream stream = watchFromNow("/bucket/__default_lww__/_watch?prefix=a")) {
      client.put("/kv/b", "{\"value\":\"other\"}");
      client.put("/kv/a", "{\"value\":\"v\"}");
      assertThat(stream.nextEvent().name()).isEqualTo("put");
      client.delete("/kv/a");
      assertThat(stream.nextEvent().name()).isEqualTo("delete");
    }
  }

  @Test
  void refusesWhatItCannotServe() throws Exception {
    String cursor;
    try (EventStream stream = watchFromNow(WATCH + "?prefix=a")) {
      cursor = stream.lastId();
    }

    assertProblem(client.get(WATCH + "?prefix=b&cursor=" + cursor), 400, "bad_cursor");
    assertProblem(client.get(WATCH + "?cursor=forged"), 400, "bad_cursor");
    assertProblem(client.get(WATCH, "Last-Event-ID: forged"), 400, "bad_cursor");
    assertProblem(client.get(WATCH + "?key=a&prefix=a"), 400, "invalid_request");
    assertProblem(client.get(WATCH + "?key="), 400, "invalid_request");
    assertProblem(client.get(WATCH, "Accept: application/json"), 406, "not_acceptable");
    assertProblem(client.get("/bucket/nope/_watch"), 404, "bucket_not_found");
    assertThat(client.send("HEAD", WATCH, new byte[0]).header("Content-Type"))
        .isEqualTo("text/event-stream");
  }

  private static void assertProblem(RawClient.Reply reply, int status, String error) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.json().get("error").asText()).isEqualTo(error);
  }

  @Test
  void endsWithItsBucket() throws Exception {
    try (EventStream stream = watchFromNow(WATCH)) {
      String cursor = stream.lastId();
      client.delete("/buckets/lin");
      create("lin", 1);

      Event end = stream.nextEvent();

      assertThat(end.name()).isEqualTo("end");
      assertThat(json(end).get("error").asText()).isEqualTo("bucket_not_found");
      awaitWatchers(0);
      assertThat(server.watchEnds()).containsExactly(WatchEnd.DROPPED);
      assertProblem(client.get(WATCH + "?cursor=" + cursor), 400, "bad_cursor");
    }
  }

  @Test
  void endsWithTheNode() throws Exception {
    try (EventStream stream = watchFromNow(WATCH)) {
      server.watches().drain();

      Event end = stream.nextEvent();

      assertThat(json(end).get("error").asText()).isEqualTo("stopping");
      assertThat(json(end).get("cursor").asText()).isEqualTo(stream.lastId());
      assertProblem(client.get(WATCH), 503, "stopping");
      awaitWatchers(0);
      assertThat(server.watchEnds()).containsExactly(WatchEnd.STOPPING);
    }
  }

  @Test
  void servesSoManyAndForgetsThemWhenTheyGo() throws Exception {
    List<EventStream> streams = new ArrayList<>();
    for (int at = 0; at < TestServer.WATCHERS; at++) {
      streams.add(watchFromNow(WATCH));
    }

    RawClient.Reply refused = client.get(WATCH);
    assertProblem(refused, 503, "overloaded");
    assertThat(refused.header("Retry-After")).isNotEmpty();
    assertThat(server.watchEnds()).containsExactly(WatchEnd.OVERLOADED);
    assertThat(server.watches().watchers(WatchKind.LINEARIZABLE)).isEqualTo(TestServer.WATCHERS);
    assertThat(server.watches().watchers(WatchKind.CONVERGENT)).isZero();

    for (EventStream stream : streams) {
      stream.close();
    }
    awaitWatchers(0);
  }

  private void awaitWatchers(int count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (server.watches().watchers() != count) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  /** Who does not read is cut off with a cursor, and misses nothing. */
  @Test
  void cutsOffWhoTakesNothing() throws Exception {
    String value = "v".repeat(100_000);
    List<Long> revisions = new ArrayList<>();
    String cursor;
    URI address = URI.create("http://127.0.0.1:" + server.port());
    try (EventStream stream = EventStream.slow(address, WATCH)) {
      stream.next();
      for (int at = 1; at <= 100; at++) {
        put("k", value);
      }
      awaitWatchers(0);
      assertThat(server.watchEnds()).containsExactly(WatchEnd.SLOW_CONSUMER);

      Event event = stream.nextEvent();
      while (event.name().equals("put")) {
        revisions.add(json(event).get("revision").asLong());
        event = stream.nextEvent();
      }
      assertThat(json(event).get("error").asText()).isEqualTo("slow_consumer");
      cursor = json(event).get("cursor").asText();
    }
    assertThat(revisions).hasSizeLessThan(100);
    for (Event event : rest(WATCH, cursor, 100 - revisions.size())) {
      revisions.add(json(event).get("revision").asLong());
    }

    assertThat(revisions).hasSize(100).doesNotHaveDuplicates().isSorted();
  }
}
