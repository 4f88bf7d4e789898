package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.edge.cli.client.Request;
import java.util.ArrayList;
import java.util.List;

/** What there is on a server to name: buckets and keys. Nothing, when the server does not say. */
public final class Names {
  private static final String AT_MOST = "50";
  private static final String MILLIS = "1000";

  private final Session session;

  public Names(Session session) {
    this.session = session;
  }

  public List<String> buckets() {
    JsonNode buckets = ask(() -> session.askForList(Request.get("buckets")));
    return buckets.valueStream().map(bucket -> bucket.path("name").asText()).toList();
  }

  /** Keys that begin so, as commands take them; and buckets, as long as none is said. */
  public List<String> keys(String begun) {
    int slash = begun.indexOf('/');
    if (session.bucket().isPresent()) {
      return keys(session.bucket().get(), begun, "");
    }
    if (slash > 0) {
      String bucket = begun.substring(0, slash);
      return keys(bucket, begun.substring(slash + 1), bucket + '/');
    }
    List<String> all = new ArrayList<>(keys(Place.REGISTERS, begun, ""));
    buckets().stream()
        .filter(bucket -> bucket.startsWith(begun))
        .forEach(bucket -> all.add(bucket + '/'));
    return all;
  }

  private List<String> keys(String bucket, String prefix, String before) {
    Request request =
        Request.get("bucket", bucket)
            .with("prefix", prefix)
            .with("limit", AT_MOST)
            .with("keys_only", "true")
            .with("timeout", MILLIS);
    return ask(() -> session.ask(request))
        .path("items")
        .valueStream()
        .map(item -> before + item.path("key").asText())
        .toList();
  }

  private interface Question {
    JsonNode ask() throws Failed;
  }

  private static JsonNode ask(Question question) {
    try {
      return question.ask();
    } catch (Failed e) {
      return Json.object();
    }
  }
}
