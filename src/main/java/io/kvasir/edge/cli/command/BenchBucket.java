package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.edge.cli.bench.protocol.Endpoint;
import io.kvasir.edge.cli.bench.workload.Recipe;
import io.kvasir.edge.cli.client.Request;
import io.kvasir.edge.cli.client.Servers;
import java.util.List;
import java.util.stream.Collectors;

/** Makes the bucket that is loaded, over HTTP. */
final class BenchBucket {
  private static final String LINEARIZABLE = "linearizable";
  private static final List<String> CONSISTENCIES =
      List.of("eventual", "session", "consistent", "paranoid", LINEARIZABLE);
  private static final String UNKNOWN = "bucket_not_found";

  private final Session session;

  private BenchBucket(Session session) {
    this.session = session;
  }

  /** At the servers that are loaded, where they speak HTTP, else at those of the command. */
  static BenchBucket of(List<Endpoint> endpoints, Session session) throws Failed {
    return switch (endpoints.getFirst().scheme()) {
      case "http" ->
          new BenchBucket(
              session.of(
                  Servers.parse(
                      endpoints.stream()
                          .map(Endpoint::toString)
                          .collect(Collectors.joining(",")))));
      case "tcp" -> new BenchBucket(session);
      default -> throw new Failed(ExitCode.USAGE, "only Kvasir has buckets to --create");
    };
  }

  /** Drops the bucket, if there is one of this name, and makes it anew. */
  void create(String name, String consistency, Recipe recipe, long replicas, long shards)
      throws Failed {
    if (!CONSISTENCIES.contains(consistency)) {
      throw new Failed(ExitCode.USAGE, "--create is one of " + String.join(", ", CONSISTENCIES));
    }
    drop(name);
    ObjectNode body = Json.object().put("name", name).put("consistency", consistency);
    body.put("type", type(recipe, consistency.equals(LINEARIZABLE)));
    body.put("replication_n", replicas);
    if (consistency.equals(LINEARIZABLE)) {
      body.put("shards", shards);
    }
    session.ask(Request.of("POST", "buckets").json(body), "ok");
  }

  private void drop(String name) throws Failed {
    try {
      session.ask(Request.of("DELETE", "buckets", name), "ok");
    } catch (Failed failed) {
      if (!failed.problem().path("error").asText().equals(UNKNOWN)) {
        throw failed;
      }
    }
  }

  private static String type(Recipe recipe, boolean linearizable) {
    return switch (recipe) {
      case INCREMENT -> linearizable ? "lww" : "pn_counter";
      case ADD -> "orswot";
      default -> "lww";
    };
  }
}
