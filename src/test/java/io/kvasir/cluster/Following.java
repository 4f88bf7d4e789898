package io.kvasir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.cluster.Watcher.Heard;
import io.kvasir.core.ring.Sharding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A linearizable bucket that is written to, and two who watch it: one all of it, the other those
 * keys that begin with {@code w1}.
 */
final class Following implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String PREFIX = "w1";
  private static final String LAST = "w1-last-";

  private final LocalCluster cluster;
  private final String bucket;
  private final int shards;
  private final PipelinedLoad load;
  private final Watcher all;
  private final Watcher some;

  Following(LocalCluster cluster, String bucket, int shards) {
    this.cluster = cluster;
    this.bucket = bucket;
    this.shards = shards;
    String target = "/bucket/" + bucket + "/_watch";
    this.all = Watcher.begin(cluster, target, 1);
    this.some = Watcher.begin(cluster, target + "?prefix=" + PREFIX, 2);
    this.load = new PipelinedLoad(cluster, bucket, "w");
  }

  String bucket() {
    return bucket;
  }

  /** Who writes. */
  PipelinedLoad load() {
    return load;
  }

  /**
   * Waits until both heard the last of each shard, and compares what they heard with what became of
   * the writes.
   */
  void assertEachRevisionOnce() {
    Set<String> last = mark();
    all.await(each -> each.hasHeard(last), "the last of each shard");
    some.await(each -> each.hasHeard(last), "the last of each shard");
    List<Heard> heard = all.heard();
    assertNoGap(heard);
    assertOutcomes(heard);
    List<Heard> wanted = heard.stream().filter(e -> e.key().startsWith(PREFIX)).toList();
    assertThat(perShard(some.heard())).isEqualTo(perShard(wanted));
  }

  /** Puts a last key into each shard. */
  private Set<String> mark() {
    Map<Integer, String> last = new TreeMap<>();
    for (int n = 0; last.size() < shards; n++) {
      last.putIfAbsent(new Sharding(shards).shardOf(LAST + n), LAST + n);
    }
    for (String key : last.values()) {
      Await.until(
          SOON,
          () -> "cannot put " + key,
          () -> cluster.client(1).put(bucket, key, PipelinedLoad.valueOf(key)).isOk());
    }
    return new TreeSet<>(last.values());
  }

  private Map<Integer, List<Long>> perShard(List<Heard> heard) {
    Sharding sharding = new Sharding(shards);
    Map<Integer, List<Long>> revisions = new TreeMap<>();
    for (Heard each : heard) {
      revisions
          .computeIfAbsent(sharding.shardOf(each.key()), _ -> new ArrayList<>())
          .add(each.revision());
    }
    return revisions;
  }

  private void assertNoGap(List<Heard> heard) {
    Map<Integer, List<Long>> revisions = perShard(heard);
    assertThat(revisions).hasSize(shards);
    revisions.forEach(
        (shard, numbers) -> {
          for (int at = 0; at < numbers.size(); at++) {
            assertThat(numbers.get(at))
                .as("event %d of shard %d of %s", at, shard, bucket)
                .isEqualTo(numbers.getFirst() + at);
          }
        });
  }

  private void assertOutcomes(List<Heard> heard) {
    Map<String, Long> told = new HashMap<>();
    for (Heard each : heard) {
      assertThat(each.name()).isEqualTo("put");
      assertThat(each.value()).isEqualTo(PipelinedLoad.valueOf(each.key()));
      Long before = told.put(each.key(), each.revision());
      assertThat(each.key().startsWith(LAST) ? null : before).as(each.key()).isNull();
    }
    load.acknowledged()
        .forEach((key, revision) -> assertThat(told.get(key)).as(key).isEqualTo(revision));
    Set<String> others = new HashSet<>(told.keySet());
    others.removeAll(load.acknowledged().keySet());
    others.removeIf(key -> key.startsWith(LAST));
    assertThat(load.unknown()).containsAll(others);
  }

  @Override
  public String toString() {
    return "%s: %d events; %d puts acknowledged, %d of unknown outcome; streams ended: %s; %s"
        .formatted(
            bucket,
            all.count(),
            load.acknowledged().size(),
            load.unknown().size(),
            all.ends(),
            some.ends());
  }

  @Override
  public void close() {
    load.close();
    all.close();
    some.close();
  }
}
