package io.kvasir.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Speaks to one node over HTTP. */
final class Client {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /**
   * An answer.
   *
   * @param status 0 when there was none
   * @param session the token of the session that the request was part of, "" for none
   */
  record Response(int status, String body, String session) {
    Response(int status, String body) {
      this(status, body, "");
    }

    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (JsonProcessingException e) {
        throw new AssertionError("not JSON (" + status + "): " + body, e);
      }
    }

    boolean isOk() {
      return status >= 200 && status < 300;
    }
  }

  private final URI node;

  Client(URI node) {
    this.node = node;
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  static String path(String bucket, String key) {
    return "/bucket/" + encode(bucket) + "/" + encode(key);
  }

  Response createBucket(Map<String, ?> spec) {
    return send("POST", "/buckets", spec);
  }

  Response put(String bucket, String key, String value) {
    return send("PUT", path(bucket, key), Map.of("value", value));
  }

  Response post(String path, Map<String, ?> body) {
    return send("POST", path, body);
  }

  Response get(String path) {
    return exchange(request(path).GET());
  }

  Response get(String bucket, String key, int readQuorum) {
    return get(path(bucket, key) + "?r=" + readQuorum);
  }

  Response delete(String path) {
    return exchange(request(path).DELETE());
  }

  /** How many members this node reaches, itself included; 0 when it does not answer. */
  int reachableMembers() {
    Response status = get("/status");
    if (!status.isOk()) {
      return 0;
    }
    int reachable = 0;
    for (JsonNode member : status.json().path("members")) {
      reachable += member.path("reachable").asBoolean() ? 1 : 0;
    }
    return reachable;
  }

  /** Of how many groups this node has a replica and knows no leader; -1 when it does not answer. */
  int groupsWithoutLeader() {
    for (JsonNode check : get("/q/health/ready").json().path("checks")) {
      if (check.path("name").asText().equals("groups")) {
        return check.path("data").path("without_leader").asInt(-1);
      }
    }
    return -1;
  }

  List<String> members(String bucket, String key, int readQuorum) {
    List<String> members = new ArrayList<>();
    get(bucket, key, readQuorum).json().path("members").forEach(m -> members.add(m.asText()));
    return members;
  }

  private Response send(String method, String path, Map<String, ?> body) {
    try {
      return exchange(
          request(path)
              .header("Content-Type", "application/json")
              .method(method, BodyPublishers.ofString(JSON.writeValueAsString(body))));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(node.resolve(path)).timeout(Duration.ofSeconds(15));
  }

  private static Response exchange(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Response(
          response.statusCode(),
          response.body(),
          response.headers().firstValue("Kvasir-Session").orElse(""));
    } catch (IOException noAnswer) {
      return new Response(0, noAnswer.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
