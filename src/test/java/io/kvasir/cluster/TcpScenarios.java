package io.kvasir.cluster;

import static java.lang.ProcessBuilder.Redirect.DISCARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.ByteString;
import io.kvasir.client.KvasirClient;
import io.kvasir.edge.tcp.proto.ClientProto.CounterIncrementRequest;
import io.kvasir.edge.tcp.proto.ClientProto.CounterValueRequest;
import io.kvasir.edge.tcp.proto.ClientProto.CreateBucketRequest;
import io.kvasir.edge.tcp.proto.ClientProto.Event;
import io.kvasir.edge.tcp.proto.ClientProto.GetRequest;
import io.kvasir.edge.tcp.proto.ClientProto.Options;
import io.kvasir.edge.tcp.proto.ClientProto.PutRequest;
import io.kvasir.edge.tcp.proto.ClientProto.Request;
import io.kvasir.edge.tcp.proto.ClientProto.Response;
import io.kvasir.edge.tcp.proto.ClientProto.Response.BodyCase;
import io.kvasir.edge.tcp.proto.ClientProto.Revisions;
import io.kvasir.edge.tcp.proto.ClientProto.WatchRequest;
import io.kvasir.edge.tcp.proto.ClientProto.WatchResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The client protocol of three nodes, whatever they are built as. */
@ExtendWith(ThreeNodes.class)
abstract class TcpScenarios {
  private static final int SECONDS = 30;
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int WATCHED = 100;

  private LocalCluster cluster = LocalCluster.none();

  @BeforeEach
  void allNodesRun(LocalCluster nodes) {
    cluster = nodes;
  }

  private KvasirClient connect(int node) {
    return new KvasirClient("127.0.0.1", cluster.node(node).tcpPort());
  }

  private static Response ask(KvasirClient client, Request.Builder request) throws Exception {
    return client.send(request).get(SECONDS, TimeUnit.SECONDS);
  }

  private static Request.Builder increment() {
    return Request.newBuilder()
        .setCounterIncrement(CounterIncrementRequest.newBuilder().setKey("tcp-hits").setAmount(1));
  }

  private static Request.Builder put(String bucket, String key, String value) {
    return Request.newBuilder()
        .setPut(
            PutRequest.newBuilder()
                .setBucket(bucket)
                .setKey(key)
                .setValue(ByteString.copyFromUtf8(value)));
  }

  private static Request.Builder get(String bucket, String key) {
    return Request.newBuilder().setGet(GetRequest.newBuilder().setBucket(bucket).setKey(key));
  }

  @Test
  void aThousandIncrementsPipelinedOnEachNodeCountExactly() throws Exception {
    List<CompletableFuture<Response>> answers = new ArrayList<>();
    try (KvasirClient one = connect(1);
        KvasirClient two = connect(2);
        KvasirClient three = connect(3)) {
      List<KvasirClient> clients = List.of(one, two, three);
      for (KvasirClient client : clients) {
        assertThat(client.hello().get(SECONDS, TimeUnit.SECONDS).getHello().getOutOfOrder())
            .isTrue();
      }
      for (int n = 0; n < 3_000; n++) {
        answers.add(clients.get(n % 3).send(increment()));
      }
      for (CompletableFuture<Response> answer : answers) {
        Response response = answer.get(SECONDS, TimeUnit.SECONDS);
        assertThat(response.getBodyCase()).as("%s", response).isEqualTo(BodyCase.OK);
      }

      Response count =
          ask(
              two,
              Request.newBuilder()
                  .setCounterValue(CounterValueRequest.newBuilder().setKey("tcp-hits")));

      assertThat(count.getCounterValue().getValue()).isEqualTo(3_000);
    }
  }

  @Test
  void whatOneProtocolWritesTheOtherReads() throws Exception {
    try (KvasirClient client = connect(1)) {
      ask(client, put("", "shared", "by tcp"));
      assertThat(cluster.client(2).get("/kv/shared").json().path("value").asText())
          .isEqualTo("by tcp");
      cluster.client(3).put("__default_lww__", "shared", "by http");

      assertThat(ask(client, get("", "shared")).getValue().getValue().toStringUtf8())
          .isEqualTo("by http");
    }
  }

  @Test
  void aGetBehindAPutFindsWhatWasPutAlthoughNobodyWaits() throws Exception {
    try (KvasirClient client = connect(2)) {
      List<CompletableFuture<Response>> found = new ArrayList<>();
      for (int n = 0; n < 500; n++) {
        CompletableFuture<Response> _ = client.send(put("", "pipelined", "v" + n));
        found.add(client.send(get("", "pipelined")));
      }

      for (int n = 0; n < found.size(); n++) {
        Response response = found.get(n).get(SECONDS, TimeUnit.SECONDS);
        assertThat(response.getValue().getValue().toStringUtf8()).isEqualTo("v" + n);
      }
    }
  }

  @Test
  void ofManyWhoCreateAKeyOfALinearizableBucketOneDoes() throws Exception {
    try (KvasirClient one = connect(1);
        KvasirClient two = connect(2)) {
      Response created =
          ask(
              one,
              Request.newBuilder()
                  .setCreateBucket(
                      CreateBucketRequest.newBuilder()
                          .setName("locks")
                          .setConsistency("linearizable")));
      assertThat(created.getBodyCase()).as("%s", created).isEqualTo(BodyCase.BUCKET);
      awaitLeader(one);
      List<CompletableFuture<Response>> tries = new ArrayList<>();
      for (int n = 0; n < 50; n++) {
        Options.Builder absent =
            Options.newBuilder().setIfNoneMatch(Revisions.newBuilder().setAny(true));
        tries.add((n % 2 == 0 ? one : two).send(put("locks", "k", "v" + n).setOptions(absent)));
      }

      int won = 0;
      for (CompletableFuture<Response> each : tries) {
        Response response = each.get(SECONDS, TimeUnit.SECONDS);
        won += response.getBodyCase() == BodyCase.OK ? 1 : 0;
        assertThat(response.getError().getMessage()).isIn("", "precondition_failed");
      }
      assertThat(won).isEqualTo(1);
    }
  }

  private static void awaitLeader(KvasirClient client) {
    Await.until(
        SOON,
        () -> "the bucket has no leader",
        () -> client.send(get("locks", "none")).join().getBodyCase() == BodyCase.NOT_FOUND);
  }

  /** Every request is answered, or certainly was not begun: none is in doubt. */
  @Test
  void aNodeThatStopsLeavesNoRequestInDoubt() throws Exception {
    try (KvasirClient client = connect(3)) {
      client.hello().get(SECONDS, TimeUnit.SECONDS);
      List<CompletableFuture<Response>> answers = new ArrayList<>();
      CompletableFuture<Void> load =
          CompletableFuture.runAsync(
              () -> {
                for (int n = 0; n < 100_000 && !client.ended().isDone(); n++) {
                  answers.add(client.send(put("", "stopping-" + n, "v")));
                }
              });
      Await.until(
          SOON,
          () -> "nothing is answered",
          () -> cluster.client(3).get("/metrics").body().contains("protocol=\"tcp\""));

      cluster.node(3).stop();
      load.get(SECONDS, TimeUnit.SECONDS);

      IOException end = client.ended().get(SECONDS, TimeUnit.SECONDS);
      assertThat(end).isInstanceOf(KvasirClient.Ended.class);
      assertThat(((KvasirClient.Ended) end).reason().getError().getMessage()).isEqualTo("stopping");
      cluster.startAll();
      assertAnsweredPutsAreThere(answers);
    }
  }

  private void assertAnsweredPutsAreThere(List<CompletableFuture<Response>> answers)
      throws Exception {
    try (KvasirClient other = connect(1)) {
      for (int n = 0; n < answers.size(); n++) {
        CompletableFuture<Response> answer = answers.get(n);
        assertThat(answer).isDone();
        boolean put =
            !answer.isCompletedExceptionally() && answer.join().getBodyCase() == BodyCase.OK;
        if (n < 200 || n > answers.size() - 200) {
          BodyCase found = ask(other, get("", "stopping-" + n)).getBodyCase();
          assertThat(found).isEqualTo(put ? BodyCase.VALUE : BodyCase.NOT_FOUND);
        }
      }
    }
  }

  /** Through node 1, which is killed meanwhile, and then from the last cursor through node 2. */
  @Test
  void aWatchGoesOnAtAnotherNodeWithoutAGapOrARepetition() throws Exception {
    create(CreateBucketRequest.newBuilder().setName("tcp-watched").setConsistency("linearizable"));
    List<Event> told = watchedAcrossAKill("tcp-watched");

    assertThat(told.stream().map(Event::getRevision)).doesNotHaveDuplicates().isSorted();
    assertThat(told).hasSize(Math.toIntExact(told.getLast().getRevision()));
    assertThat(told.stream().map(Event::getKey)).contains(keys(2 * WATCHED));
    assertThat(told)
        .allSatisfy(
            event ->
                assertThat(event.getFound().getValue().getValue().toStringUtf8())
                    .isEqualTo("of " + event.getKey()));
  }

  @Test
  void aWatchOfAConvergentBucketLeavesNoKeyOutWhenItsNodeIsKilled() throws Exception {
    create(CreateBucketRequest.newBuilder().setName("tcp-followed").setConsistency("consistent"));
    List<Event> told = watchedAcrossAKill("tcp-followed");

    assertThat(told.stream().map(Event::getKey)).contains(keys(2 * WATCHED));
  }

  private void create(CreateBucketRequest.Builder bucket) throws Exception {
    try (KvasirClient client = connect(2)) {
      Response created = ask(client, Request.newBuilder().setCreateBucket(bucket));
      assertThat(created.getBodyCase()).as("%s", created).isEqualTo(BodyCase.BUCKET);
    }
  }

  private static String[] keys(int count) {
    return IntStream.range(0, count).mapToObj(TcpScenarios::key).toArray(String[]::new);
  }

  private static String key(int n) {
    return "k%04d".formatted(n);
  }

  /** All events, up to those of the last key. */
  private List<Event> watchedAcrossAKill(String bucket) throws Exception {
    Heard heard = new Heard();
    try (KvasirClient one = connect(1);
        KvasirClient two = connect(2)) {
      one.hello().get(SECONDS, TimeUnit.SECONDS);
      two.hello().get(SECONDS, TimeUnit.SECONDS);
      KvasirClient.Watching first = watch(one, bucket, heard);
      Await.until(SOON, () -> "it does not begin", () -> !heard.cursor().isEmpty());
      for (int n = 0; n < WATCHED; n++) {
        write(two, bucket, key(n));
        if (n == WATCHED / 2) {
          Await.until(SOON, () -> "nothing is told", () -> !heard.events().isEmpty());
          cluster.node(1).kill();
        }
      }
      assertThat(first.end())
          .failsWithin(Duration.ofSeconds(SECONDS))
          .withThrowableOfType(ExecutionException.class);

      KvasirClient.Watching second = watch(two, bucket, heard);
      for (int n = WATCHED; n < 2 * WATCHED; n++) {
        write(two, bucket, key(n));
      }
      Await.until(
          SOON,
          () -> "told of " + heard.events().size(),
          () -> heard.keys().contains(key(2 * WATCHED - 1)) && heard.keys().size() >= 2 * WATCHED);
      assertThat(second.end()).isNotDone();
      assertThat(two.cancel(second).get(SECONDS, TimeUnit.SECONDS).getBodyCase())
          .isEqualTo(BodyCase.OK);
      assertThat(second.end()).isCompleted();
    }
    cluster.startAll();
    return heard.events();
  }

  private static KvasirClient.Watching watch(KvasirClient client, String bucket, Heard heard) {
    return client.watch(
        WatchRequest.newBuilder().setBucket(bucket).setPrefix("k").setCursor(heard.cursor()),
        heard::hear);
  }

  private static void write(KvasirClient client, String bucket, String key) {
    Await.until(
        SOON,
        () -> "cannot write " + key,
        () -> {
          Response put = client.send(put(bucket, key, "of " + key)).join();
          return put.getBodyCase() == BodyCase.OK;
        });
  }

  /** What a watcher was told, over all its watches. */
  private static final class Heard {
    private final List<Event> events = new ArrayList<>();
    private String cursor = "";

    synchronized void hear(WatchResponse response) {
      events.addAll(response.getEventsList());
      cursor = response.getCursor();
    }

    synchronized List<Event> events() {
      return List.copyOf(events);
    }

    synchronized Set<String> keys() {
      return events.stream().map(Event::getKey).collect(Collectors.toSet());
    }

    synchronized String cursor() {
      return cursor;
    }
  }

  @Test
  void aClientInPythonWorks(@TempDir Path folder) throws Exception {
    assumeThat(isThere("python3")).as("python3").isTrue();
    Path output = folder.resolve("python.log");
    Process python =
        new ProcessBuilder(
                "python3",
                "docs/examples/kvasir.py",
                "127.0.0.1",
                Integer.toString(cluster.node(2).tcpPort()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();

    boolean well = endsWell(python);
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(well).as(said).isTrue();
    assertThat(said).contains("ok");
  }

  private static boolean isThere(String program) throws Exception {
    try {
      return endsWell(new ProcessBuilder(program, "--version").redirectOutput(DISCARD).start());
    } catch (IOException missing) {
      return false;
    }
  }

  /** Whether a process comes to a good end by itself; after its time it is ended. */
  private static boolean endsWell(Process process) throws InterruptedException {
    try {
      return process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } finally {
      process.destroyForcibly().waitFor(SECONDS, TimeUnit.SECONDS);
    }
  }
}
