package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.fuzz.FrameFuzz;
import io.kvasir.fuzz.HttpFuzz;
import io.kvasir.fuzz.PortNoise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever is sent to three nodes, they answer it, live, and stay as small as they were. */
@ExtendWith(ThreeNodes.class)
abstract class FuzzScenarios {
  private static final int REQUESTS = Integer.getInteger("kvasir.fuzz.requests", 10_000);
  private static final long SEED = Long.getLong("kvasir.fuzz.seed", 20_261_122L);
  private static final int CLIENTS = 24;
  private static final int DATAGRAMS = Integer.getInteger("kvasir.fuzz.datagrams", 20_000);
  private static final int BURST = 100;
  private static final int ROUNDS = 100;
  private static final int BABBLERS = 100;
  private static final int HALF_OPEN = 20;
  private static final long MOST_RESIDENT_KIB = 1 << 20;

  private static final List<String> BUCKETS =
      List.of("lin", "lww", "orswot", "pn_counter", "mv_register", "flag", "gset", "map");

  private LocalCluster cluster = LocalCluster.none();

  @BeforeEach
  void createBuckets(LocalCluster nodes) {
    cluster = nodes;
    for (String name : BUCKETS) {
      Map<String, String> bucket =
          name.equals("lin")
              ? Map.of("name", "fuzz-lin", "consistency", "linearizable")
              : Map.of("name", "fuzz-" + name, "type", name);
      assertThat(cluster.client(1).createBucket(bucket).status()).isIn(201, 409);
    }
  }

  private static List<String> buckets(String... more) {
    List<String> buckets = new ArrayList<>(List.of(more));
    BUCKETS.forEach(name -> buckets.add("fuzz-" + name));
    return buckets;
  }

  @Test
  void everyAnswerOverHttpIsDescribed() throws InterruptedException {
    String document = cluster.client(1).get("/openapi?format=json").body();

    HttpFuzz.Tally tally =
        new HttpFuzz(cluster.running(), document, buckets("__default_lww__"))
            .run(SEED, REQUESTS, CLIENTS);

    System.out.printf(
        "%d requests to %d operations: %s%n",
        tally.requests(), tally.operations(), tally.statuses());
    assertThat(tally.violations()).isEmpty();
    assertNodesAreWell();
  }

  @Test
  void everyFrameOverTcpIsAnswered() throws InterruptedException {
    List<InetSocketAddress> nodes = new ArrayList<>();
    for (int node = 1; node <= cluster.size(); node++) {
      nodes.add(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), cluster.node(node).tcpPort()));
    }

    FrameFuzz.Tally tally = new FrameFuzz(nodes, buckets("")).run(SEED, REQUESTS, CLIENTS);

    System.out.printf("%d frames: %s%n", tally.frames(), tally.outcomes());
    assertThat(tally.violations()).isEmpty();
    assertNodesAreWell();
  }

  /** Datagrams and connections of strangers, while a client goes on with its work. */
  @Test
  void noiseOnThePortsBetweenNodesDisturbsNobody() throws Exception {
    List<Socket> halfOpen = new ArrayList<>();
    AtomicBoolean isOver = new AtomicBoolean();
    CountDownLatch rounds = new CountDownLatch(ROUNDS);
    awaitLeader();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> work = threads.submit(() -> workUntil(isOver, rounds));
      List<Future<?>> noise = new ArrayList<>();
      for (int node = 1; node <= cluster.size(); node++) {
        halfOpen.addAll(PortNoise.halfOpen(local(cluster.node(node).tcpPort()), HALF_OPEN));
        InetSocketAddress port = local(cluster.busPort(node));
        PortNoise datagrams = new PortNoise(SEED + node);
        PortNoise babble = new PortNoise(SEED - node);
        noise.add(threads.submit(() -> thrown(datagrams, port, rounds)));
        noise.add(threads.submit(() -> babbled(babble, port)));
      }
      for (Future<?> each : noise) {
        each.get(60, TimeUnit.SECONDS);
      }
      isOver.set(true);
      System.out.printf(
          "%d writes and reads beside noise on all ports%n", 2 * work.get(30, TimeUnit.SECONDS));
    } finally {
      isOver.set(true);
      for (Socket socket : halfOpen) {
        socket.close();
      }
    }

    for (int number = 1; number <= cluster.size(); number++) {
      assertThat(cluster.client(number).reachableMembers()).isEqualTo(cluster.size());
      assertThat(datagramsReceived(number)).isGreaterThan(DATAGRAMS / 2.0);
    }
    assertNodesAreWell();
  }

  private static InetSocketAddress local(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private void awaitLeader() {
    Await.until(
        Duration.ofSeconds(30),
        () -> "no leader",
        () -> cluster.client(1).put("fuzz-lin", "noise", "v").isOk());
  }

  /** At least so many, and as long as others are at work. */
  private static int thrown(PortNoise noise, InetSocketAddress port, CountDownLatch work)
      throws IOException {
    int thrown = 0;
    while (thrown < DATAGRAMS || work.getCount() > 0) {
      noise.throwDatagrams(port, BURST);
      thrown += BURST;
    }
    return thrown;
  }

  private static boolean babbled(PortNoise noise, InetSocketAddress port) throws IOException {
    noise.babble(port, BABBLERS);
    return true;
  }

  /** Writes and reads through all nodes, both kinds of bucket; how often. */
  private int workUntil(AtomicBoolean isOver, CountDownLatch rounds) {
    try {
      return work(isOver, rounds);
    } finally {
      while (rounds.getCount() > 0) {
        rounds.countDown();
      }
    }
  }

  private int work(AtomicBoolean isOver, CountDownLatch rounds) {
    int done = 0;
    do {
      Client client = cluster.client(1 + done % cluster.size());
      for (String bucket : List.of("fuzz-lww", "fuzz-lin")) {
        String path = Client.path(bucket, "noise-" + done % 50);
        Client.Response put = client.put(bucket, "noise-" + done % 50, "v" + done);
        assertThat(put.status()).as("%s", put).isEqualTo(200);
        assertThat(client.get(path).json().path("value").asText()).isEqualTo("v" + done);
      }
      done++;
      rounds.countDown();
    } while (!isOver.get());
    return done;
  }

  private double datagramsReceived(int node) {
    return cluster
        .client(node)
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("kvasir_swim_datagrams_received_total"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private void assertNodesAreWell() {
    for (int number = 1; number <= cluster.size(); number++) {
      NodeProcess node = cluster.node(number);
      Client client = cluster.client(number);
      Await.until(
          Duration.ofSeconds(30),
          () -> "not ready: " + client.get("/readyz").body(),
          () -> client.get("/readyz").isOk());
      assertThat(node.isAlive()).isTrue();
      assertThat(errors(node.output())).isEmpty();
      assertThat(residentKib(node.pid())).isLessThan(MOST_RESIDENT_KIB);
    }
  }

  /** Lines of defects; the event bus reports what it cannot read of a stranger as one. */
  private static List<String> errors(String output) {
    List<String> lines = output.lines().toList();
    List<String> errors = new ArrayList<>();
    for (int at = 0; at < lines.size(); at++) {
      boolean isOfStranger =
          lines.subList(at + 1, lines.size()).stream()
              .takeWhile(line -> line.startsWith("\t"))
              .anyMatch(line -> line.contains("ClusteredEventBus$1.handle"));
      if (lines.get(at).contains(" ERROR ") && !isOfStranger) {
        errors.add(lines.get(at));
      }
    }
    return errors;
  }

  private static long residentKib(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
