package io.kvasir.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A linearizable bucket behind HTTP, correct by one lock unless it is given a bug: to show what the
 * workload and the checker find. It answers 504 now and then, with and without having carried the
 * request out.
 */
final class FakeBucket implements AutoCloseable {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int ODDS_OF_TIMEOUT = 100;
  private static final int ODDS_OF_BUG = 100;

  /** What goes wrong now and then. */
  enum Bug {
    NONE,
    /** A get answers what the key held before its last change. */
    STALE_READ,
    /** A precondition that does not hold is taken for one that does. */
    LOST_UPDATE,
    /** A write is acknowledged and forgotten. */
    LOST_WRITE,
    /** A repeated request is carried out again. */
    APPLIED_TWICE,
    /** Of a transaction's changes the last is left out. */
    TORN_TRANSACTION,
    /** A delete is undone by the next one of another key. */
    RESURRECTED_DELETE,
    /** A write that was carried out is said not to have been. */
    FALSE_REFUSAL
  }

  private record Cell(String value, long revision) {}

  private record Answer(int status, ObjectNode body, long revision, long tag) {}

  private final Bug bug;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Cell> cells = new HashMap<>();
  private final Map<String, Cell> before = new HashMap<>();
  private final Map<String, Answer> repeated = new HashMap<>();
  private Optional<Map.Entry<String, Cell>> deleted = Optional.empty();
  private long revision;

  FakeBucket(Bug bug) {
    this.bug = bug;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  private static boolean oneIn(int odds) {
    return ThreadLocalRandom.current().nextInt(odds) == 0;
  }

  private boolean buggy(Bug which) {
    return bug == which && oneIn(ODDS_OF_BUG);
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    JsonNode json = BucketRequests.json(new String(body, StandardCharsets.UTF_8));
    boolean answered = !oneIn(ODDS_OF_TIMEOUT);
    boolean carriedOut = answered || oneIn(2);
    Answer answer = carriedOut ? once(exchange, json) : problem(504, "unknown");
    send(exchange, answered ? answer : problem(504, "unknown"));
  }

  private synchronized Answer once(HttpExchange exchange, JsonNode json) {
    Optional<String> retryKey =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
    if (retryKey.isPresent() && bug != Bug.APPLIED_TWICE) {
      Answer known = repeated.get(retryKey.get());
      return known != null ? known : remembered(retryKey.get(), carryOut(exchange, json));
    }
    return carryOut(exchange, json);
  }

  private Answer remembered(String retryKey, Answer answer) {
    repeated.put(retryKey, answer);
    return answer;
  }

  private Answer carryOut(HttpExchange exchange, JsonNode json) {
    String path = exchange.getRequestURI().getRawPath();
    String last =
        URLDecoder.decode(path.substring(path.lastIndexOf('/') + 1), StandardCharsets.UTF_8);
    if (last.equals("_txn")) {
      return txn(json);
    }
    if (exchange.getRequestMethod().equals("GET")) {
      return get(last);
    }
    if (!holds(exchange, last) && !buggy(Bug.LOST_UPDATE)) {
      return new Answer(412, problemBody("not-applied"), revision, 0);
    }
    if (exchange.getRequestMethod().equals("DELETE")) {
      delete(last);
    } else if (!buggy(Bug.LOST_WRITE)) {
      put(last, json.required("value").asText());
    }
    return buggy(Bug.FALSE_REFUSAL)
        ? problem(503, "not-applied")
        : new Answer(200, NODES.objectNode().put("ok", true), revision, revision);
  }

  private Answer get(String key) {
    Cell cell = buggy(Bug.STALE_READ) ? before.get(key) : cells.get(key);
    return cell == null
        ? new Answer(404, problemBody("not-applied").put("error", "not_found"), revision, 0)
        : new Answer(200, NODES.objectNode().put("value", cell.value), revision, cell.revision);
  }

  private boolean holds(HttpExchange exchange, String key) {
    String ifMatch = exchange.getRequestHeaders().getFirst("If-Match");
    String ifNoneMatch = exchange.getRequestHeaders().getFirst("If-None-Match");
    Cell cell = cells.get(key);
    return (ifMatch == null || (cell != null && ifMatch.equals("\"" + cell.revision + "\"")))
        && (ifNoneMatch == null || cell == null);
  }

  private void put(String key, String value) {
    revision++;
    set(key, new Cell(value, revision));
  }

  private void set(String key, Cell cell) {
    before.put(key, cells.get(key));
    cells.put(key, cell);
  }

  private void delete(String key) {
    Cell gone = cells.remove(key);
    if (gone != null) {
      revision++;
      before.put(key, gone);
      if (bug == Bug.RESURRECTED_DELETE) {
        deleted.ifPresent(entry -> cells.put(entry.getKey(), entry.getValue()));
        deleted = Optional.of(Map.entry(key, gone));
      }
    }
  }

  private Answer txn(JsonNode json) {
    boolean succeeded = true;
    for (JsonNode compare : json.path("compare")) {
      succeeded &= holds(compare, cells.get(compare.required("key").asText()));
    }
    ObjectNode body = NODES.objectNode().put("succeeded", succeeded);
    List<JsonNode> steps =
        List.copyOf(json.path(succeeded ? "success" : "failure").valueStream().toList());
    boolean changes = steps.stream().anyMatch(step -> step.has("request_put"));
    revision += changes ? 1 : 0;
    int left = bug == Bug.TORN_TRANSACTION && oneIn(4) ? steps.size() - 1 : steps.size();
    ArrayNode responses = body.putArray("responses");
    for (int at = 0; at < steps.size(); at++) {
      responses.add(step(steps.get(at), at < left));
    }
    return new Answer(200, body.put("revision", revision), revision, 0);
  }

  private static boolean holds(JsonNode compare, Cell cell) {
    return switch (compare.required("target").asText()) {
      case "VALUE" -> cell != null && cell.value.equals(compare.required("value").asText());
      case "MOD" -> cell != null && cell.revision == compare.required("mod_revision").asLong();
      case "CREATE" -> cell == null;
      default -> cell != null;
    };
  }

  private ObjectNode step(JsonNode step, boolean carriedOut) {
    JsonNode put = step.path("request_put");
    if (!put.isMissingNode()) {
      if (carriedOut) {
        set(put.required("key").asText(), new Cell(put.required("value").asText(), revision));
      }
      return NODES.objectNode().set("response_put", NODES.objectNode());
    }
    ObjectNode range = NODES.objectNode();
    ArrayNode kvs = range.putArray("kvs");
    Cell cell = cells.get(step.required("request_range").required("key").asText());
    if (cell != null) {
      kvs.addObject().put("value", cell.value).put("mod_revision", cell.revision);
    }
    return NODES.objectNode().set("response_range", range);
  }

  private static Answer problem(int status, String outcome) {
    return new Answer(status, problemBody(outcome), 0, 0);
  }

  private static ObjectNode problemBody(String outcome) {
    return NODES.objectNode().put("outcome", outcome);
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    if (answer.revision > 0) {
      exchange.getResponseHeaders().set("Kvasir-Revision", Long.toString(answer.revision));
    }
    if (answer.tag > 0) {
      exchange.getResponseHeaders().set("ETag", "\"" + answer.tag + "\"");
    }
    byte[] body = answer.body.toString().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
