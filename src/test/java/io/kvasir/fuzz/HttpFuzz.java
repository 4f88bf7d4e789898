package io.kvasir.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks nodes for what their description of the HTTP interface makes possible, and holds their
 * answers against it.
 */
public final class HttpFuzz {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_VIOLATIONS = 20;

  /** What a request that goes anywhere may be answered, besides what its operation says. */
  private static final Set<String> ANYWHERE =
      Set.of("200", "400", "404", "405", "406", "411", "413", "414", "415", "431", "503", "504");

  /** They change who is a member, or wait for ever. */
  private static final Set<String> LEFT_OUT = Set.of("/admin/leave", "/admin/join");

  private static final List<String> MEMBERS =
      List.of("type", "title", "status", "detail", "error", "outcome", "retryable", "request_id");

  private final List<URI> nodes;
  private final JsonNode document;
  private final List<String> buckets;

  /**
   * @param buckets that most requests are about
   */
  public HttpFuzz(List<URI> nodes, String document, List<String> buckets) {
    this.nodes = List.copyOf(nodes);
    this.buckets = List.copyOf(buckets);
    try {
      this.document = JSON.readTree(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What came of it.
   *
   * @param statuses how many answers had which status
   * @param operations how many operations were asked for
   * @param violations what must not be, some of them, with the requests
   */
  public record Tally(
      SortedMap<Integer, Integer> statuses, int operations, List<String> violations) {
    public Tally {
      statuses = Collections.unmodifiableSortedMap(new TreeMap<>(statuses));
      violations = List.copyOf(violations);
    }

    public int requests() {
      return statuses.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  /** Sends {@code requests}, by {@code clients} at a time. */
  public Tally run(long seed, int requests, int clients) throws InterruptedException {
    TreeMap<Integer, Integer> statuses = new TreeMap<>();
    List<String> violations = new ArrayList<>();
    AtomicInteger left = new AtomicInteger(requests);
    List<Operation> operations =
        Operation.of(document).stream().filter(o -> !LEFT_OUT.contains(o.path())).toList();
    List<Thread> threads = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      URI node = nodes.get(client % nodes.size());
      HttpRequests made =
          new HttpRequests(document, operations, buckets, new Chance(seed + client));
      threads.add(Thread.ofVirtual().start(() -> run(node, made, left, statuses, violations)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return new Tally(statuses, operations.size(), violations);
  }

  private static void run(
      URI node,
      HttpRequests made,
      AtomicInteger left,
      SortedMap<Integer, Integer> statuses,
      List<String> violations) {
    try (HttpConnection connection = new HttpConnection(node)) {
      while (left.getAndDecrement() > 0) {
        HttpRequests.Made request = made.next();
        String violation;
        try {
          HttpConnection.Reply reply = connection.send(request);
          violation = violation(request, reply);
          synchronized (statuses) {
            statuses.merge(reply.status(), 1, Integer::sum);
          }
        } catch (IOException | RuntimeException e) {
          violation = "no answer: " + e;
        }
        note(violation, request, violations);
      }
    }
  }

  private static void note(String violation, HttpRequests.Made request, List<String> violations) {
    synchronized (violations) {
      if (!violation.isEmpty() && violations.size() < MOST_VIOLATIONS) {
        String head = request.head().substring(0, Math.min(600, request.head().length()));
        String body = new String(request.body().toArray(), StandardCharsets.UTF_8);
        violations.add(violation + "\n" + head + body.substring(0, Math.min(400, body.length())));
      }
    }
  }

  /** What is wrong with an answer; "" when nothing is. */
  private static String violation(HttpRequests.Made request, HttpConnection.Reply reply)
      throws IOException {
    String status = Integer.toString(reply.status());
    boolean said =
        request.operation().statuses().contains(status)
            || (!request.isOfIt() && ANYWHERE.contains(status));
    if (!said) {
      return status + " is not described: " + reply.body();
    }
    if (!reply.headers().containsKey("kvasir-request-id")) {
      return status + " without a request id";
    }
    if (reply.status() < 400 || request.method().equals("HEAD")) {
      return "";
    }
    if (!"application/problem+json".equals(reply.headers().get("content-type"))) {
      return status + " is no problem document: " + reply.headers();
    }
    JsonNode problem = JSON.readTree(reply.body());
    return MEMBERS.stream()
        .filter(member -> !problem.has(member))
        .map(member -> "a problem without " + member + ": " + reply.body())
        .findFirst()
        .orElse("");
  }
}
