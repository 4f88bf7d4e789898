package io.kvasir.operator.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.operator.core.bucket.BucketChange;
import io.kvasir.operator.core.bucket.BucketSettings;
import io.kvasir.operator.core.bucket.Consistency;

/** Buckets as JSON of the store. */
final class BucketDocument {
  private static final String LINEARIZABLE = "linearizable";
  private static final String EXPLICIT = "explicit";
  private static final String CONSISTENCY = "consistency";
  private static final String SHARDS = "shards";
  private static final String WRITE = "write_quorum";
  private static final String READ = "read_quorum";
  private static final String DEMAND = "demand_precondition";
  private static final String TTL = "ttl_seconds";
  private static final String REPLICATION = "replication_n";

  private BucketDocument() {}

  /** What is sent to make it. */
  static String of(String name, BucketSettings settings) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("name", name)
        .put("type", settings.type())
        .put(REPLICATION, settings.replication())
        .put(TTL, settings.ttlSeconds());
    put(body, settings.consistency());
    if (settings.demandsPrecondition()) {
      body.put(DEMAND, true);
    }
    return body.toString();
  }

  /** What is sent to change it. */
  static String of(BucketChange change) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    change.consistency().ifPresent(consistency -> put(body, consistency));
    change.demandsPrecondition().ifPresent(demands -> body.put(DEMAND, demands));
    change.ttlSeconds().ifPresent(seconds -> body.put(TTL, seconds));
    return body.toString();
  }

  private static void put(ObjectNode body, Consistency consistency) {
    switch (consistency) {
      case Consistency.Preset(String name) -> body.put(CONSISTENCY, name);
      case Consistency.Quorums(int write, int read) -> body.put(WRITE, write).put(READ, read);
      case Consistency.Linearizable(int shards) ->
          body.put(CONSISTENCY, LINEARIZABLE).put(SHARDS, shards);
    }
  }

  static boolean isOne(JsonNode body) {
    return body.path("type").isTextual()
        && body.path(CONSISTENCY).isTextual()
        && body.path(REPLICATION).isInt();
  }

  /** What the store says of it. */
  static BucketSettings read(JsonNode body) {
    return new BucketSettings(
        body.path("type").asText(),
        body.path(REPLICATION).asInt(),
        consistency(body),
        body.path(DEMAND).asBoolean(),
        body.path(TTL).asLong());
  }

  private static Consistency consistency(JsonNode body) {
    String label = body.path(CONSISTENCY).asText();
    return switch (label) {
      case LINEARIZABLE -> new Consistency.Linearizable(body.path(SHARDS).asInt());
      case EXPLICIT -> new Consistency.Quorums(body.path(WRITE).asInt(), body.path(READ).asInt());
      default -> new Consistency.Preset(label);
    };
  }
}
