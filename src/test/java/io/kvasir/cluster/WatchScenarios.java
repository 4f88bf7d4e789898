package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.client.EventStream;
import io.kvasir.cluster.Client.Response;
import io.kvasir.cluster.Watcher.Heard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Watches of three nodes, whatever they are built as, while nodes die and stop. */
@Timeout(600)
@ExtendWith(ThreeNodes.class)
abstract class WatchScenarios {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int KILLS = 3;
  private static final int WATCHERS = 1_000;
  private static final int MAX_GROWTH_MIB = 200;

  private LocalCluster cluster = LocalCluster.none();

  @BeforeEach
  void allNodesRun(LocalCluster nodes) {
    cluster = nodes;
  }

  /** How many writes a watcher is to hear of while leaders die. */
  private static int events() {
    return Integer.getInteger("kvasir.watch.events", 3_000);
  }

  private void create(String bucket, Map<String, ?> spec) {
    Map<String, Object> named = new HashMap<>(spec);
    named.put("name", bucket);
    Response created = cluster.client(1).createBucket(named);
    assertThat(created.status()).as(created.body()).isEqualTo(201);
  }

  private static String target(String bucket) {
    return "/bucket/" + bucket + "/_watch";
  }

  /** One bucket of a shard and one of three, whose leaders die in turn. */
  @Test
  void everyRevisionIsHeardOnceWhileLeadersAreKilled() {
    create("watched-one-shard", Map.of("consistency", "linearizable", "shards", 1));
    create("watched-shards", Map.of("consistency", "linearizable", "shards", 3));
    long begun = System.nanoTime();
    try (Following one = new Following(cluster, "watched-one-shard", 1);
        Following many = new Following(cluster, "watched-shards", 3)) {
      killLeaders(List.of(one, many));

      one.assertEachRevisionOnce();
      many.assertEachRevisionOnce();
      System.out.printf(
          "watches while %d leaders were killed, %d ms:%n%s%n%s%n",
          KILLS, (System.nanoTime() - begun) / 1_000_000, one, many);
    }
  }

  private void killLeaders(List<Following> buckets) {
    int phase = events() / buckets.size() / (2 * KILLS + 1);
    buckets.forEach(each -> each.load().allow(phase));
    for (int kill = 0; kill < KILLS; kill++) {
      awaitSettled(buckets, 2 * kill * phase + phase / 2);
      cluster.node(leader(buckets.get(kill % buckets.size()).bucket())).kill();
      buckets.forEach(each -> each.load().allow(phase));
      awaitSettled(buckets, (2 * kill + 1) * phase + phase / 2);
      buckets.forEach(each -> each.load().allow(phase));
      cluster.startAll();
    }
    awaitSettled(buckets, (2 * KILLS + 1) * phase);
  }

  private static void awaitSettled(List<Following> buckets, int count) {
    buckets.forEach(each -> each.load().awaitSettled(count));
  }

  private int leader(String bucket) {
    Leaders leaders = new Leaders(cluster, bucket);
    AtomicInteger leader = new AtomicInteger();
    Await.until(
        SOON,
        () -> bucket + " has no leader",
        () -> {
          leader.set(leaders.leader().orElse(0));
          return leader.get() > 0;
        });
    return leader.get();
  }

  /** Every key of the buckets, read from all replicas, and what a watcher heard of it last. */
  @Test
  void theLastThatIsHeardIsWhatConvergentKeysHoldAlthoughANodeIsKilled() {
    List<ConvergentLoad> loads =
        List.of(
            new ConvergentLoad(cluster, "watched-registers", "lww"),
            new ConvergentLoad(cluster, "watched-sets", "orswot"),
            new ConvergentLoad(cluster, "watched-counters", "pn_counter"));
    loads.forEach(ConvergentLoad::begin);
    try {
      for (int kill = 0; kill < Integer.getInteger("kvasir.watch.kills", 1); kill++) {
        int node = 2 + kill % 2;
        loads.forEach(load -> load.write(60));
        cluster.node(node).kill();
        loads.forEach(load -> load.write(60));
        cluster.startAll();
        loads.forEach(load -> load.write(60));
        loads.forEach(ConvergentLoad::awaitLastHeardIsHeld);
      }
    } finally {
      loads.forEach(ConvergentLoad::close);
    }
  }

  @Test
  void withoutAFaultEachKeyOfAConvergentBucketIsHeardOnceEverywhere() {
    String bucket = "watched-once";
    create(bucket, Map.of("consistency", "consistent"));
    List<Watcher> watchers = new ArrayList<>();
    try {
      for (int node = 1; node <= cluster.size(); node++) {
        watchers.add(Watcher.begin(cluster, target(bucket), node));
      }
      Set<String> keys = names("once-", 100);
      Crowd.forEach(keys, key -> put(bucket, key));
      watchers.forEach(watcher -> watcher.await(each -> each.hasHeard(keys), "all keys"));
      put(bucket, "last");
      watchers.forEach(each -> each.await(one -> one.hasHeard(Set.of("last")), "the last"));

      keys.add("last");
      for (Watcher watcher : watchers) {
        assertThat(watcher.heard())
            .extracting(Heard::key)
            .containsExactlyInAnyOrderElementsOf(keys);
        assertThat(watcher.ends()).isEmpty();
      }
    } finally {
      watchers.forEach(Watcher::close);
    }
  }

  private static Set<String> names(String prefix, int count) {
    Set<String> names = new TreeSet<>();
    for (int n = 0; n < count; n++) {
      names.add(prefix + n);
    }
    return names;
  }

  private void put(String bucket, String key) {
    int node = 1 + Math.floorMod(key.hashCode(), cluster.size());
    Response put = cluster.client(node).put(bucket, key, PipelinedLoad.valueOf(key));
    assertThat(put.isOk()).as(put.body()).isTrue();
  }

  @Test
  void aThousandWatchersOfOneNodeAllHearEverything() {
    List<String> buckets = List.of("crowd-linearizable", "crowd-convergent");
    create(buckets.get(0), Map.of("consistency", "linearizable"));
    create(buckets.get(1), Map.of("consistency", "consistent"));
    Set<String> keys = names("crowd-", 20);
    NodeProcess node = cluster.node(1);
    long before = Gauges.residentMib(node);
    double told = events(node);
    try (WatchCrowd crowd = new WatchCrowd(node.base())) {
      Crowd.run(WATCHERS, n -> join(crowd, buckets.get(n % 2), n / 2));
      assertThat(streams(node)).isEqualTo(WATCHERS);
      long begun = System.nanoTime();
      buckets.forEach(bucket -> Crowd.forEach(keys, key -> put(bucket, key)));
      crowd.awaitAll();

      long growth = Gauges.residentMib(node) - before;
      System.out.printf(
          "%d watchers of one node: %d events in %d ms, %d MiB more%n",
          crowd.size(), crowd.heard(), (System.nanoTime() - begun) / 1_000_000, growth);
      assertThat(growth).as("MiB").isLessThan(MAX_GROWTH_MIB);
      assertThat(events(node) - told).isEqualTo((double) crowd.heard());
    }
    Await.until(SOON, () -> "streams are left", () -> streams(node) == 0);
    Await.until(SOON, () -> "feeds are left", () -> Gauges.metric(node, "kvasir_watch_feeds") == 0);
  }

  /** Half of them want all, by a prefix; the others one key. */
  private static void join(WatchCrowd crowd, String bucket, int number) {
    if (number % 2 == 0) {
      crowd.join(target(bucket) + "?prefix=crowd", names("crowd-", 20));
    } else {
      String key = "crowd-" + number / 2 % 20;
      crowd.join(target(bucket) + "?key=" + key, Set.of(key));
    }
  }

  private static double streams(NodeProcess node) {
    return ofBoth(node, "kvasir_watch_streams");
  }

  private static double events(NodeProcess node) {
    return ofBoth(node, "kvasir_watch_events_total");
  }

  private static double ofBoth(NodeProcess node, String name) {
    return Gauges.metric(node, name + "{kind=\"convergent\"}")
        + Gauges.metric(node, name + "{kind=\"linearizable\"}");
  }

  @Test
  void aNodeThatStopsEndsItsStreamsSoThatTheyGoOnElsewhere() throws Exception {
    List<String> buckets = List.of("stopped-linearizable", "stopped-convergent");
    create(buckets.get(0), Map.of("consistency", "linearizable"));
    create(buckets.get(1), Map.of("consistency", "consistent"));
    Map<EventStream, String> streams = new LinkedHashMap<>();
    for (int n = 0; n < 20; n++) {
      String target = target(buckets.get(n % 2));
      EventStream stream = new EventStream(cluster.node(3).base(), target, "");
      assertThat(stream.status()).isEqualTo(200);
      stream.next();
      streams.put(stream, target);
    }
    long begun = System.nanoTime();
    cluster.node(3).stop();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
    for (EventStream stream : streams.keySet()) {
      EventStream.Event end = stream.nextEvent();
      assertThat(end.name()).isEqualTo("end");
      assertThat(end.data()).contains("\"error\":\"stopping\"", "\"retryable\":true");
      assertThat(end.id()).isNotEmpty();
    }

    buckets.forEach(bucket -> assertThat(cluster.client(1).put(bucket, "k", "v").isOk()).isTrue());

    for (Map.Entry<EventStream, String> each : streams.entrySet()) {
      String lastId = each.getKey().lastId();
      try (EventStream next = new EventStream(cluster.node(2).base(), each.getValue(), lastId)) {
        assertThat(next.nextEvent().data()).contains("\"key\":\"k\"");
      }
      each.getKey().close();
    }
    cluster.startAll();
  }
}
