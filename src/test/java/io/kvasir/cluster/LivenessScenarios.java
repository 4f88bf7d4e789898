package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who is seen as alive and dead among real processes, whatever they are built as. */
@ExtendWith(ThreeNodes.class)
abstract class LivenessScenarios {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration DETECTION = Duration.ofSeconds(3);

  /** A machine with too few processors counts time slower, and never longer than this. */
  private static final Duration AT_WORST = Duration.ofSeconds(6);

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int ROUNDS = 3;

  @Test
  void aKilledNodeIsDeadToTheOthersWithinThreeSecondsAndComesBack(LocalCluster cluster) {
    List<Duration> times = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      awaitAll(cluster, "alive");
      int victim = 1 + round;
      long before = incarnation(cluster, other(victim), victim);
      cluster.node(victim).kill();
      times.add(awaitSeen(cluster, victim, "dead", AT_WORST));

      cluster.restart(victim);
      awaitSeen(cluster, victim, "alive", SOON);
      assertThat(incarnation(cluster, other(victim), victim)).isGreaterThan(before);
    }

    Collections.sort(times);
    System.out.printf("kill -9: dead to the others within %s%n", times);
    assertThat(times.get(ROUNDS / 2)).isLessThanOrEqualTo(DETECTION);
  }

  @Test
  void aNodeThatStandsStillForASecondIsNeverDead(LocalCluster cluster) {
    awaitAll(cluster, "alive");
    double before = deaths(cluster);

    for (int round = 0; round < ROUNDS; round++) {
      NodeProcess slow = cluster.node(1 + round);
      slow.pause();
      pass(PAUSE);
      slow.resume();
      awaitAll(cluster, "alive");
    }
    pass(DETECTION);
    awaitAll(cluster, "alive");

    assertThat(deaths(cluster)).as("deaths").isEqualTo(before);
  }

  @Test
  void aNodeThatStopsHasLeftAtOnce(LocalCluster cluster) {
    awaitAll(cluster, "alive");

    cluster.node(2).stop();

    Duration took = awaitSeen(cluster, 2, "left", Duration.ofSeconds(1));
    System.out.printf("SIGTERM: has left to the others %s after its end%n", took);
  }

  private static int other(int number) {
    return 1 + number % 3;
  }

  private static void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    Await.until(time.multipliedBy(10), () -> "no time", () -> System.nanoTime() > end);
  }

  private static void awaitAll(LocalCluster cluster, String state) {
    for (int member = 1; member <= cluster.size(); member++) {
      awaitSeen(cluster, member, state, SOON);
    }
  }

  /** Waits until all other nodes that run see the member so, and have heard of it. */
  private static Duration awaitSeen(
      LocalCluster cluster, int member, String state, Duration limit) {
    long start = System.nanoTime();
    for (int at = 1; at <= cluster.size(); at++) {
      int watcher = at;
      if (at != member && cluster.node(at).isAlive()) {
        Await.until(
            limit,
            () ->
                "node%d is not %s to node%d: %s"
                    .formatted(member, state, watcher, cluster.node(watcher).output()),
            () ->
                seen(cluster, watcher, member).path("liveness").asText().equals(state)
                    && incarnation(cluster, watcher, member) > 0);
      }
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static long incarnation(LocalCluster cluster, int at, int member) {
    return seen(cluster, at, member).path("incarnation").asLong();
  }

  private static JsonNode seen(LocalCluster cluster, int at, int member) {
    JsonNode members = cluster.client(at).get("/admin/members").json().path("members");
    for (JsonNode each : members) {
      if (each.path("id").asText().equals("node" + member)) {
        return each;
      }
    }
    return members.path("none");
  }

  /** How often anybody came to see anybody as dead. */
  private static double deaths(LocalCluster cluster) {
    double deaths = 0;
    for (Client client : cluster.clients()) {
      deaths +=
          client
              .get("/metrics")
              .body()
              .lines()
              .filter(line -> line.startsWith("kvasir_swim_turns_total{to=\"dead\"}"))
              .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
              .sum();
    }
    return deaths;
  }
}
