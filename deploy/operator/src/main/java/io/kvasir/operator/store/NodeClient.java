package io.kvasir.operator.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Calls nodes. Thread-safe; answers of more than a few MiB are not expected of them. */
public final class NodeClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final Duration timeout;

  /**
   * @param timeout of each call, from its begin to the end of its answer
   */
  public NodeClient(Duration timeout) {
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
  }

  /** An answer of a node, whatever its status. */
  record Answer(int status, JsonNode body) {
    boolean isOk() {
      return status / 100 == 2;
    }
  }

  /** Empty when there is no answer in time, or one that is not JSON. */
  Optional<Answer> get(URI node, String path) {
    return call(HttpRequest.newBuilder(node.resolve(path)).GET());
  }

  Optional<Answer> post(URI node, String path, Optional<String> body) {
    return send("POST", node, path, body);
  }

  /** With a body of JSON, or none. */
  Optional<Answer> send(String method, URI node, String path, Optional<String> body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(node.resolve(path));
    body.ifPresent(text -> request.header("Content-Type", "application/json"));
    return call(
        request.method(
            method,
            body.map(HttpRequest.BodyPublishers::ofString)
                .orElseGet(HttpRequest.BodyPublishers::noBody)));
  }

  private Optional<Answer> call(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          http.send(request.timeout(timeout).build(), HttpResponse.BodyHandlers.ofString());
      return Optional.of(new Answer(response.statusCode(), JSON.readTree(response.body())));
    } catch (JsonProcessingException notOurs) {
      return Optional.empty();
    } catch (IOException unreachable) {
      return Optional.empty();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
