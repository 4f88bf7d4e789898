package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a node said of its copy before it gave it.
 *
 * @param cluster the id of its cluster
 * @param topology the version of what it knows of the cluster
 * @param epoch changes when partitions change owners
 * @param changing whether they do so now
 * @param held what it has a vote in, by the number of replicas
 * @param complete groups whose values are in the copy
 */
record BackupHead(
    String node,
    String cluster,
    long topology,
    long epoch,
    boolean changing,
    int partitions,
    Map<Integer, Held> held,
    List<Bucket> buckets,
    Set<Long> complete) {
  static final int FORMAT = 1;

  /**
   * What is held of buckets with so many replicas.
   *
   * @param owners on how many nodes each key is
   */
  record Held(int owners, Set<Integer> partitions) {}

  /**
   * A bucket.
   *
   * @param groups of a linearizable one
   */
  record Bucket(String name, String consistency, int replicas, int writeQuorum, List<Long> groups) {
    boolean isLinearizable() {
      return consistency.equals("linearizable");
    }

    /**
     * How many of {@code owners} have each acknowledged write. Where it cannot be told it is one.
     */
    int acknowledging(int owners) {
      return switch (consistency) {
        case "session", "consistent" -> owners / 2 + 1;
        case "paranoid" -> owners;
        default -> owners == replicas ? writeQuorum : 1;
      };
    }
  }

  /** Reads the first line of a copy; nothing when it is none of this version. */
  static Optional<BackupHead> of(JsonNode head) {
    JsonNode about = head.path("about");
    if (head.path("kvasir_backup").asInt() != FORMAT
        || !about.isObject()
        || !head.path("buckets").isArray()) {
      return Optional.empty();
    }
    TreeSet<Long> complete = new TreeSet<>();
    head.path("complete_groups").forEach(group -> complete.add(group.asLong()));
    List<Bucket> buckets = new ArrayList<>();
    head.path("buckets").forEach(bucket -> buckets.add(bucket(bucket)));
    return Optional.of(
        new BackupHead(
            head.path("node").asText(),
            about.path("cluster").asText(),
            about.path("topology").asLong(),
            about.path("epoch").asLong(),
            about.path("changing").asBoolean(),
            about.path("partitions").asInt(),
            held(about),
            buckets,
            complete));
  }

  private static Bucket bucket(JsonNode bucket) {
    List<Long> groups = new ArrayList<>();
    bucket.path("groups").forEach(group -> groups.add(group.asLong()));
    return new Bucket(
        bucket.path("name").asText(),
        bucket.path("consistency").asText(),
        bucket.path("replication_n").asInt(),
        bucket.path("write_quorum").asInt(),
        groups);
  }

  /** What an {@code about} says is held. */
  static Map<Integer, Held> held(JsonNode about) {
    Map<Integer, Held> all = new TreeMap<>();
    for (JsonNode each : about.path("held")) {
      TreeSet<Integer> partitions = new TreeSet<>();
      each.path("partitions").forEach(partition -> partitions.add(partition.asInt()));
      all.put(each.path("replicas").asInt(), new Held(each.path("owners").asInt(), partitions));
    }
    return all;
  }

  /**
   * Whether what was held at the beginning was held all the time.
   *
   * @param about what the last line says
   */
  boolean holdsUntil(JsonNode about) {
    Map<Integer, Held> later = held(about);
    return about.path("epoch").asLong() == epoch
        && !about.path("changing").asBoolean()
        && held.entrySet().stream()
            .allMatch(each -> each.getValue().equals(later.get(each.getKey())));
  }
}
