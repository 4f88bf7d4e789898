package io.kvasir.cluster;

import static java.lang.ProcessBuilder.Redirect.DISCARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.ByteString;
import io.kvasir.client.KvasirClient;
import io.kvasir.edge.tcp.proto.ClientProto.CounterIncrementRequest;
import io.kvasir.edge.tcp.proto.ClientProto.CounterValueRequest;
import io.kvasir.edge.tcp.proto.ClientProto.CreateBucketRequest;
import io.kvasir.edge.tcp.proto.ClientProto.GetRequest;
import io.kvasir.edge.tcp.proto.ClientProto.Options;
import io.kvasir.edge.tcp.proto.ClientProto.PutRequest;
import io.kvasir.edge.tcp.proto.ClientProto.Request;
import io.kvasir.edge.tcp.proto.ClientProto.Response;
import io.kvasir.edge.tcp.proto.ClientProto.Response.BodyCase;
import io.kvasir.edge.tcp.proto.ClientProto.Revisions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The client protocol of three nodes, whatever they are built as. */
@ExtendWith(ThreeNodes.class)
abstract class TcpScenarios {
  private static final int SECONDS = 30;

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
        java.time.Duration.ofSeconds(SECONDS),
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
          java.time.Duration.ofSeconds(SECONDS),
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
