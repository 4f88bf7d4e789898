package io.kvasir.edge.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.kvasir.edge.tcp.proto.ClientProto.CreateBucketRequest;
import io.kvasir.edge.tcp.proto.ClientProto.DeleteRequest;
import io.kvasir.edge.tcp.proto.ClientProto.DropBucketRequest;
import io.kvasir.edge.tcp.proto.ClientProto.ErrorResponse;
import io.kvasir.edge.tcp.proto.ClientProto.Event;
import io.kvasir.edge.tcp.proto.ClientProto.EventKind;
import io.kvasir.edge.tcp.proto.ClientProto.Fact;
import io.kvasir.edge.tcp.proto.ClientProto.Operation;
import io.kvasir.edge.tcp.proto.ClientProto.Options;
import io.kvasir.edge.tcp.proto.ClientProto.PutRequest;
import io.kvasir.edge.tcp.proto.ClientProto.Request;
import io.kvasir.edge.tcp.proto.ClientProto.Response;
import io.kvasir.edge.tcp.proto.ClientProto.Response.BodyCase;
import io.kvasir.edge.tcp.proto.ClientProto.TransactionRequest;
import io.kvasir.edge.tcp.proto.ClientProto.Value;
import io.kvasir.edge.tcp.proto.ClientProto.WatchCancelRequest;
import io.kvasir.edge.tcp.proto.ClientProto.WatchRequest;
import io.kvasir.service.LoneNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Watches over real sockets, and the real groups of a node. */
@Timeout(60)
class WatchTcpTest {
  private static final int SLOW_MILLIS = 1_000;
  private static final TcpSettings LIMITS =
      new TcpSettings(1 << 20, 64, 1 << 20, 100, 4, 64 << 20, SLOW_MILLIS, SLOW_MILLIS, 5_000);

  private final LoneNode node = LoneNode.whole();

  @RegisterExtension final ServedOverTcp served = new ServedOverTcp(node, LIMITS);

  @BeforeEach
  void createBucket() {
    create("lin", 1);
  }

  private void create(String bucket, int shards) {
    try (WatchingSocket client = connect()) {
      Response created =
          client.ask(
              Request.newBuilder()
                  .setCreateBucket(
                      CreateBucketRequest.newBuilder()
                          .setName(bucket)
                          .setConsistency("linearizable")
                          .setShards(shards)));
      assertThat(created.getBodyCase()).as("%s", created).isEqualTo(BodyCase.BUCKET);
    }
  }

  private WatchingSocket connect() {
    return new WatchingSocket(new RawSocket(served.harness().port()));
  }

  /** Of which few bytes come that it does not read. */
  private WatchingSocket connectSlow() {
    return new WatchingSocket(new RawSocket(served.harness().port(), 16 << 10));
  }

  private static WatchRequest.Builder lin() {
    return WatchRequest.newBuilder().setBucket("lin");
  }

  private static Request.Builder put(String key, String value) {
    return Request.newBuilder()
        .setPut(
            PutRequest.newBuilder()
                .setBucket("lin")
                .setKey(key)
                .setValue(ByteString.copyFromUtf8(value)));
  }

  private static Request.Builder delete(String key) {
    return Request.newBuilder().setDelete(DeleteRequest.newBuilder().setBucket("lin").setKey(key));
  }

  private static void assertDone(Response response) {
    assertThat(response.getBodyCase()).as("%s", response).isEqualTo(BodyCase.OK);
  }

  private static void assertRefused(Response response, int status, String error) {
    assertThat(response.getError().getMessage()).as("%s", response).isEqualTo(error);
    assertThat(response.getError().getStatus()).isEqualTo(status);
  }

  private static String cursor(ErrorResponse error) {
    return error.getFactsList().stream()
        .filter(fact -> fact.getName().equals("cursor"))
        .map(Fact::getValue)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tellsWhatHappensFromNowOnBesideOtherRequests() {
    try (WatchingSocket client = connect()) {
      assertDone(client.ask(put("before", "0")));
      int watch = client.watch(lin());
      assertDone(client.ask(put("a", "1")));
      assertDone(client.ask(delete("a")));
      assertDone(client.ask(delete("absent")));
      assertDone(client.ask(put("b", "2")));

      Event put = client.event(watch);
      Event delete = client.event(watch);
      Event other = client.event(watch);

      assertThat(put.getKind()).isEqualTo(EventKind.EVENT_KIND_PUT);
      assertThat(put.getKey()).isEqualTo("a");
      assertThat(put.getRevision()).isEqualTo(2);
      assertThat(put.getFound().getValue().getValue().toStringUtf8()).isEqualTo("1");
      assertThat(put.getFound().getValue().getModRevision()).isEqualTo(2);
      assertThat(delete.getKind()).isEqualTo(EventKind.EVENT_KIND_DELETE);
      assertThat(delete.hasFound()).isFalse();
      assertThat(delete.getRevision()).isEqualTo(3);
      assertThat(other.getRevision()).isEqualTo(4);
    }
  }

  @Test
  void goesOnAfterAnyEvent() {
    List<Event> all = new ArrayList<>();
    try (WatchingSocket client = connect()) {
      int watch = client.watch(lin());
      String begin = client.lastCursor();
      assertDone(client.ask(put("a", "1")));
      TransactionRequest.Builder three = TransactionRequest.newBuilder().setBucket("lin");
      for (String key : List.of("x", "y", "z")) {
        three.addSuccess(
            Operation.newBuilder()
                .setKey(key)
                .setPut(Value.newBuilder().setValue(ByteString.copyFromUtf8("2"))));
      }
      assertThat(client.ask(Request.newBuilder().setTransaction(three)).getBodyCase())
          .isEqualTo(BodyCase.TRANSACTION);
      assertDone(client.ask(put("b", "3")));
      for (int at = 0; at < 5; at++) {
        all.add(client.event(watch));
      }
      assertThat(rest(begin, 5)).isEqualTo(all);
    }

    assertThat(all).extracting(Event::getKey).containsExactly("a", "x", "y", "z", "b");
    for (int at = 0; at < 4; at++) {
      assertThat(rest(all.get(at).getCursor(), 4 - at)).isEqualTo(all.subList(at + 1, 5));
    }
  }

  private List<Event> rest(String cursor, int count) {
    List<Event> rest = new ArrayList<>();
    try (WatchingSocket client = connect()) {
      int watch = client.watch(lin().setCursor(cursor));
      while (rest.size() < count) {
        rest.add(client.event(watch));
      }
    }
    return rest;
  }

  @Test
  void tellsEachWatchOfAConnectionWhatItWants() {
    try (WatchingSocket client = connect()) {
      int one = client.watch(lin().setKey("a/b"));
      int some = client.watch(lin().setPrefix("a/"));
      int convergent = client.watch(WatchRequest.newBuilder().setPrefix("a"));
      for (String key : List.of("a", "a/b", "a/c", "b")) {
        assertDone(client.ask(put(key, "v")));
        assertDone(client.ask(Request.newBuilder().setPut(PutRequest.newBuilder().setKey(key))));
      }

      assertThat(client.event(one).getKey()).isEqualTo("a/b");
      assertThat(client.event(some).getKey()).isEqualTo("a/b");
      assertThat(client.event(some).getKey()).isEqualTo("a/c");
      List<String> keys = new ArrayList<>();
      for (int at = 0; at < 3; at++) {
        Event event = client.event(convergent);
        assertThat(event.getRevision()).isZero();
        keys.add(event.getKey());
      }
      assertThat(keys).containsExactlyInAnyOrder("a", "a/b", "a/c");
    }
  }

  /** Also the idle time passes many times: who watches is not hung up on. */
  @Test
  void saysThatItLivesAndKeepsTheConnection() {
    try (WatchingSocket client = connect()) {
      int watch = client.watch(lin().setKey("k"));
      assertDone(client.ask(put("other", "1")));
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(3 * SLOW_MILLIS);
      int heartbeats = 0;
      while (System.nanoTime() < end) {
        Response heartbeat = client.next(watch);
        assertThat(heartbeat.getWatch().getEventsList()).isEmpty();
        assertThat(heartbeat.getWatch().getCursor()).isNotEmpty();
        heartbeats++;
      }
      assertThat(heartbeats).isGreaterThan(3);
      String cursor = client.lastCursor();
      assertDone(client.ask(put("k", "2")));
      assertThat(client.event(watch).getRevision()).isEqualTo(2);
      assertThat(client.event(client.watch(lin().setKey("k").setCursor(cursor))).getRevision())
          .isEqualTo(2);
    }
  }

  @Test
  void refusesWhatItCannotServe() {
    try (WatchingSocket client = connect()) {
      int watch = client.watch(lin().setPrefix("a"));
      String cursor = client.lastCursor();

      assertRefused(
          client.ask(watching(lin().setPrefix("b").setCursor(cursor))), 400, "bad_cursor");
      assertRefused(client.ask(watching(lin().setCursor("forged"))), 400, "bad_cursor");
      assertRefused(client.ask(watching(lin().setKey("a").setPrefix("a"))), 400, "invalid_request");
      assertRefused(client.ask(watching(lin().setKey(""))), 400, "invalid_request");
      assertRefused(
          client.ask(watching(WatchRequest.newBuilder().setBucket("nope"))),
          404,
          "bucket_not_found");
      assertRefused(
          client.ask(watching(lin()).setOptions(Options.newBuilder().setTimeoutMillis(1))),
          400,
          "unsupported");
      client.send(watching(lin()).setRequestId(watch));
      Response second = client.nextOtherThanHeartbeat(watch);
      assertRefused(second, 400, "invalid_request");
      assertDone(client.ask(put("a", "1")));
      assertThat(client.event(watch).getKey()).as("the first of that id goes on").isEqualTo("a");
    }
  }

  private static Request.Builder watching(WatchRequest.Builder watch) {
    return Request.newBuilder().setWatch(watch);
  }

  @Test
  void needsAHelloThatWaivesTheOrder() {
    assertRefused(served.ask(watching(lin()).setRequestId(7)), 400, "invalid_request");
    assertThat(served.watches().watchers()).isZero();
  }

  @Test
  void servesSoManyOfAConnectionAndForgetsThemWhenItGoes() {
    try (WatchingSocket client = connect()) {
      List<Integer> watches = new ArrayList<>();
      for (int at = 0; at < LIMITS.watches(); at++) {
        watches.add(client.watch(lin()));
      }
      Response above = client.ask(watching(lin()));
      assertRefused(above, 503, "overloaded");
      assertThat(above.getError().getRetryable()).isTrue();

      assertDone(client.cancel(watches.getFirst()));
      int again = client.watch(lin());

      assertDone(client.ask(put("a", "1")));
      assertThat(client.event(again).getKey()).isEqualTo("a");
    }
    awaitWatchers(0);
  }

  private void awaitWatchers(int count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (served.watches().watchers() != count) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void saysNothingMoreOfWhatWasCancelled() {
    try (WatchingSocket client = connect()) {
      int cancelled = client.watch(lin());
      int kept = client.watch(lin());
      assertDone(client.cancel(cancelled));
      client.forget(cancelled);
      assertDone(client.cancel(cancelled));
      assertThat(served.watches().watchers()).isEqualTo(1);

      for (int at = 0; at < 20; at++) {
        assertDone(client.ask(put("a", "1")));
        client.event(kept);
      }

      assertThat(client.came(cancelled)).isZero();
    }
  }

  @Test
  void cancelsAlsoWhatIsAboutToBegin() {
    try (WatchingSocket client = connect()) {
      for (int at = 0; at < 20; at++) {
        int id = client.send(watching(lin()));
        int cancel = client.send(cancelling(id));

        assertThat(client.next(id).getWatch().getCursor()).isNotEmpty();
        assertDone(client.next(cancel));
      }
      awaitWatchers(0);
    }
  }

  private static Request.Builder cancelling(int watch) {
    return Request.newBuilder().setWatchCancel(WatchCancelRequest.newBuilder().setWatch(watch));
  }

  @Test
  void endsWithItsBucket() {
    try (WatchingSocket client = connect()) {
      int watch = client.watch(lin());
      String cursor = client.lastCursor();
      client.ask(Request.newBuilder().setDropBucket(DropBucketRequest.newBuilder().setName("lin")));
      create("lin", 1);

      ErrorResponse end = client.end(watch);

      assertThat(end.getMessage()).isEqualTo("bucket_not_found");
      assertThat(end.getRetryable()).isFalse();
      assertRefused(client.ask(watching(lin().setCursor(cursor))), 400, "bad_cursor");
    }
  }

  @Test
  void endsWithTheNodeAfterWhatWasUnderWay() throws Exception {
    try (WatchingSocket client = connect()) {
      int watch = client.watch(lin());
      assertDone(client.ask(put("a", "1")));
      String cursor = client.event(watch).getCursor();

      CompletableFuture<Void> closed = served.harness().listener().close().toCompletableFuture();

      ErrorResponse end = client.end(watch);
      assertThat(end.getMessage()).isEqualTo("stopping");
      assertThat(end.getRetryable()).isTrue();
      assertThat(cursor(end)).isEqualTo(client.lastCursor()).isEqualTo(cursor);
      Response farewell = client.next(0);
      assertThat(farewell.getError().getMessage()).isEqualTo("stopping");
      closed.get(20, TimeUnit.SECONDS);
    }
    awaitWatchers(0);
  }

  /** Who does not read is cut off with a cursor, and misses nothing. */
  @Test
  void cutsOffWhoTakesNothing() {
    List<Long> revisions = new ArrayList<>();
    String cursor;
    try (WatchingSocket slow = connectSlow()) {
      int watch = slow.watch(lin());
      fill(100);
      awaitWatchers(0);

      Response next = slow.next(watch);
      while (next.hasWatch()) {
        next.getWatch().getEventsList().forEach(event -> revisions.add(event.getRevision()));
        next = slow.next(watch);
      }
      assertThat(next.getError().getMessage()).isEqualTo("slow_consumer");
      assertThat(next.getError().getRetryable()).isTrue();
      cursor = cursor(next.getError());
      assertDone(slow.ask(put("other", "1")));
    }
    assertThat(revisions).hasSizeLessThan(100);
    rest(cursor, 101 - revisions.size()).forEach(event -> revisions.add(event.getRevision()));

    assertThat(revisions).hasSize(101).doesNotHaveDuplicates().isSorted();
  }

  private void fill(int puts) {
    String value = "v".repeat(100_000);
    try (WatchingSocket writer = connect()) {
      for (int at = 1; at <= puts; at++) {
        assertDone(writer.ask(put("k", value)));
      }
    }
  }

  @Test
  void hangsUpOnWhoTakesNothingForTwiceThatLong() {
    try (WatchingSocket slow = connectSlow()) {
      slow.watch(lin());
      fill(100);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (served.harness().statistics().ended(TcpStatistics.End.SLOW_READER) == 0) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  /** There is always more than it takes, and it always takes some. */
  @Test
  void waitsForWhoIsSlowButSteady() {
    try (WatchingSocket slow = connectSlow()) {
      int watch = slow.watch(lin());
      fill(100);
      long last = 0;
      while (last < 100) {
        Response next = slow.next(watch);
        assertThat(next.hasWatch()).as("%s", next).isTrue();
        for (Event event : next.getWatch().getEventsList()) {
          assertThat(event.getRevision()).isEqualTo(++last);
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(30));
        }
      }
    }
  }

  @Test
  void beginsInThePacketOfTheHello() {
    try (RawSocket socket = served.harness().connect()) {
      socket.send(RawSocket.hello(1), watching(lin()).setRequestId(2).build());

      assertThat(socket.read().getRequestId()).isEqualTo(1);
      assertThat(socket.read().getWatch().getCursor()).isNotEmpty();
    }
  }
}
