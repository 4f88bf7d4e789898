package io.kvasir.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What nodes show of their partitions. */
final class Digests {
  private Digests() {}

  /** Digests by partition and number of replicas; none when the node does not tell. */
  static Map<String, String> of(Client node) {
    Map<String, String> digests = new TreeMap<>();
    Client.Response told = node.get("/admin/digests");
    if (told.isOk()) {
      for (JsonNode each : told.json().path("digests")) {
        digests.put(
            each.path("partition").asText() + "/" + each.path("replicas").asText(),
            each.path("digest").asText());
      }
    }
    return digests;
  }

  /** Waits until all nodes show the same of everything, each of them being a replica of all. */
  static Duration awaitEqual(List<Client> nodes, Duration limit) {
    long start = System.nanoTime();
    Await.until(
        limit,
        () -> "%s partitions differ".formatted(differing(nodes)),
        () -> !of(nodes.getFirst()).isEmpty() && differing(nodes) == 0);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** How many partitions look different at some node than at the first. */
  static long differing(List<Client> nodes) {
    List<Map<String, String>> all = nodes.stream().map(Digests::of).toList();
    Map<String, String> first = all.getFirst();
    return first.keySet().stream()
        .filter(
            partition ->
                all.stream().anyMatch(node -> !first.get(partition).equals(node.get(partition))))
        .count();
  }
}
