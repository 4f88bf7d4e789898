package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.edge.cli.client.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes what keys hold as lines of JSON: a head, a line per key, and an end that counts them. */
final class Export {
  static final String HEAD = "kvasir_export";
  static final int FORMAT = 1;
  static final String END = "end";
  static final String KEYS = "keys";
  static final String BUCKETS = "buckets";
  private static final String PAGE = "1000";

  private final Session session;
  private final Optional<String> reading;
  private final Progress progress;

  /** Takes lines. */
  interface Sink {
    void line(String text) throws Failed;
  }

  /**
   * @param reading how many replicas are asked, when it is said
   */
  Export(Session session, Optional<String> reading, Progress progress) {
    this.session = session;
    this.reading = reading;
    this.progress = progress;
  }

  /**
   * Writes some buckets, or all.
   *
   * @return how many keys
   */
  long run(List<String> wanted, Sink sink) throws Failed {
    List<ObjectNode> buckets = buckets(wanted);
    ObjectNode head = Json.object().put(HEAD, FORMAT).put("created", Instant.now().toString());
    head.putArray(BUCKETS).addAll(buckets);
    sink.line(head.toString());
    long keys = 0;
    for (ObjectNode bucket : buckets) {
      keys += keys(bucket, sink);
    }
    sink.line(Json.object().put(END, true).put(KEYS, keys).toString());
    return keys;
  }

  private List<ObjectNode> buckets(List<String> wanted) throws Failed {
    List<ObjectNode> all = new ArrayList<>();
    for (JsonNode bucket : session.askForList(Request.get(BUCKETS))) {
      if (wanted.isEmpty() || wanted.contains(bucket.path("name").asText())) {
        all.add(((ObjectNode) bucket).without("groups"));
      }
    }
    for (String name : wanted) {
      if (all.stream().noneMatch(bucket -> bucket.path("name").asText().equals(name))) {
        throw new Failed(ExitCode.REFUSED, "There is no bucket of this name: " + name);
      }
    }
    return all;
  }

  private long keys(ObjectNode bucket, Sink sink) throws Failed {
    String name = bucket.path("name").asText();
    String type = bucket.path("type").asText();
    progress.at(name);
    Request all = Request.get("bucket", name).with("limit", PAGE);
    Request pages = reading.isPresent() ? all.with("r", reading.get()) : all;
    long keys = 0;
    String cursor = "";
    do {
      Request page = cursor.isEmpty() ? pages : pages.with("cursor", cursor);
      long asked = Entry.nowMillis();
      JsonNode answer = Persistence.insist(() -> session.ask(page, "items"));
      for (JsonNode item : answer.path("items")) {
        sink.line(Entry.line(name, type, item, asked).toString());
      }
      keys += answer.path("items").size();
      progress.add(answer.path("items").size());
      cursor = answer.path("cursor").asText();
    } while (!cursor.isEmpty());
    return keys;
  }
}
