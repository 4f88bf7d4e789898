package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.fuzz.FrameFuzz;
import io.kvasir.fuzz.HttpFuzz;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever is sent to three nodes, they answer it, live, and stay as small as they were. */
@ExtendWith(ThreeNodes.class)
abstract class FuzzScenarios {
  private static final int REQUESTS = Integer.getInteger("kvasir.fuzz.requests", 10_000);
  private static final long SEED = Long.getLong("kvasir.fuzz.seed", 20_261_122L);
  private static final int CLIENTS = 24;
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

  private void assertNodesAreWell() {
    for (int number = 1; number <= cluster.size(); number++) {
      NodeProcess node = cluster.node(number);
      Client client = cluster.client(number);
      Await.until(
          Duration.ofSeconds(30),
          () -> "not ready: " + client.get("/readyz").body(),
          () -> client.get("/readyz").isOk());
      assertThat(node.isAlive()).isTrue();
      assertThat(node.output()).doesNotContain(" ERROR ");
      assertThat(residentKib(node.pid())).isLessThan(MOST_RESIDENT_KIB);
    }
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
