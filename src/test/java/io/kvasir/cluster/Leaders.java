package io.kvasir.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.IntStream;

/** Finds the leader of a bucket's only shard, as the nodes tell it. */
final class Leaders {
  private final LocalCluster cluster;
  private final String bucket;

  Leaders(LocalCluster cluster, String bucket) {
    this.cluster = cluster;
    this.bucket = bucket;
  }

  /** The number of the node that says of itself that it leads. */
  Optional<Integer> leader() {
    return IntStream.rangeClosed(1, cluster.size())
        .filter(number -> cluster.node(number).isAlive())
        .filter(this::leads)
        .boxed()
        .findFirst();
  }

  private boolean leads(int number) {
    Client.Response groups = cluster.client(number).get("/admin/groups");
    if (!groups.isOk()) {
      return false;
    }
    for (JsonNode group : groups.json().path("groups")) {
      if (group.path("bucket").asText().equals(bucket)
          && group.path("role").asText().equals("leader")) {
        return true;
      }
    }
    return false;
  }
}
