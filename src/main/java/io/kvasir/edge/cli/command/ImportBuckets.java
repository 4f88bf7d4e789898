package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.edge.cli.client.Request;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The buckets of an export in the cluster that it is imported into. */
final class ImportBuckets {
  private static final String NAME = "name";
  private static final String TYPE = "type";
  private static final String CONSISTENCY = "consistency";
  private static final String LINEARIZABLE = "linearizable";

  /** What of a description can be said when a bucket is created. */
  private static final List<String> SETTINGS =
      List.of("replication_n", "ttl_seconds", "shards", "demand_precondition");

  private final Map<String, JsonNode> described = new TreeMap<>();
  private final Set<String> created = new TreeSet<>();

  /** Creates what is missing; what is there must be of the same kind. */
  void prepare(Session session, JsonNode wanted, List<String> only) throws Failed {
    Map<String, JsonNode> there = new TreeMap<>();
    session
        .askForList(Request.get("buckets"))
        .forEach(bucket -> there.put(bucket.path(NAME).asText(), bucket));
    for (JsonNode bucket : wanted) {
      String name = bucket.path(NAME).asText();
      if (only.isEmpty() || only.contains(name)) {
        JsonNode found = there.get(name);
        if (found == null) {
          Request create = Request.of("POST", "buckets").json(draft(bucket));
          Persistence.insist(() -> session.ask(create, "ok"));
          created.add(name);
        } else {
          requireSameKind(name, bucket, found);
        }
        described.put(name, bucket);
      }
    }
  }

  private static void requireSameKind(String name, JsonNode wanted, JsonNode found) throws Failed {
    boolean same =
        wanted.path(TYPE).equals(found.path(TYPE))
            && isLinearizable(wanted) == isLinearizable(found);
    if (!same) {
      throw new Failed(
          ExitCode.REFUSED,
          "There is a bucket %s of another kind: %s %s, and not %s %s"
              .formatted(
                  name,
                  found.path(CONSISTENCY).asText(),
                  found.path(TYPE).asText(),
                  wanted.path(CONSISTENCY).asText(),
                  wanted.path(TYPE).asText()));
    }
  }

  private static ObjectNode draft(JsonNode bucket) {
    ObjectNode draft = Json.object();
    draft.set(NAME, bucket.path(NAME));
    draft.set(TYPE, bucket.path(TYPE));
    if (bucket.path(CONSISTENCY).asText().equals("explicit")) {
      draft.set("write_quorum", bucket.path("write_quorum"));
      draft.set("read_quorum", bucket.path("read_quorum"));
    } else {
      draft.set(CONSISTENCY, bucket.path(CONSISTENCY));
    }
    SETTINGS.stream().filter(bucket::has).forEach(field -> draft.set(field, bucket.get(field)));
    return draft;
  }

  private static boolean isLinearizable(JsonNode bucket) {
    return bucket.path(CONSISTENCY).asText().equals(LINEARIZABLE);
  }

  int created() {
    return created.size();
  }

  /** Whether the key of a line is to be written, which must be of its bucket's type. */
  boolean has(Entry entry) throws Failed {
    JsonNode bucket = described.get(entry.bucket());
    if (bucket != null && !bucket.path(TYPE).asText().equals(entry.type())) {
      throw Entry.bad(
          entry.line(),
          "the bucket %s is of type %s".formatted(entry.bucket(), bucket.path(TYPE).asText()));
    }
    return bucket != null;
  }

  /** Whether nothing can have stood in a bucket before. */
  boolean isNew(String name) {
    return created.contains(name);
  }

  /** Whether several of its keys may be written at once, whichever they are. */
  boolean takesBatches(String name) {
    JsonNode bucket = described.get(name);
    return bucket != null && (!isLinearizable(bucket) || bucket.path("shards").asInt(1) == 1);
  }

  /** Whether all keys of the bucket can only be written under a condition. */
  boolean demandsPrecondition(String name) {
    JsonNode bucket = described.get(name);
    return bucket != null && bucket.path("demand_precondition").asBoolean();
  }
}
