package io.kvasir.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Carries out command lines of curl as they stand in the stores' own walk-throughs, at the ports
 * that the nodes have here.
 */
final class Curl {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private final Map<String, String> here = new TreeMap<>();

  /** What curl prints, and what it could. */
  record Output(int status, HttpHeaders headers, String text) {
    JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (JsonProcessingException e) {
        throw new AssertionError("not JSON (" + status + "): " + text, e);
      }
    }

    Output isOk() {
      assertThat(status).as(text).isEqualTo(200);
      return this;
    }

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  /** What stands as {@code there} in command lines is {@code here}. */
  Curl with(String there, String here) {
    this.here.put(there, here);
    return this;
  }

  /**
   * Carries out one command line.
   *
   * @param command without variables and pipes
   */
  Output run(String command) {
    return run(command, "");
  }

  /**
   * Carries out one command line that reads from its standard input.
   *
   * @param input what it is given
   */
  Output run(String command, String input) {
    String line = command;
    for (Map.Entry<String, String> place : here.entrySet()) {
      line = line.replace(place.getKey(), place.getValue());
    }
    Deque<String> words = new ArrayDeque<>(words(line));
    assertThat(words.remove()).isEqualTo("curl");
    return send(request(words, input));
  }

  private static HttpRequest request(Deque<String> words, String input) {
    String url = "";
    String method = "";
    String body = "";
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    while (!words.isEmpty()) {
      String word = words.remove();
      if (word.equals("-X")) {
        method = words.remove();
      } else if (word.startsWith("-X")) {
        method = word.substring(2);
      } else if (word.equals("-H")) {
        String[] header = words.remove().split(": ", 2);
        headers.put(header[0], header[1]);
      } else if (word.equals("-d") || word.equals("--data-binary")) {
        body = body(words.remove(), word.equals("-d"), input);
        headers.putIfAbsent("Content-Type", "application/x-www-form-urlencoded");
      } else if (!word.matches("-s|-S|-sS")) {
        assertThat(word).doesNotStartWith("-");
        url = word.contains("://") ? word : "http://" + word;
      }
    }
    String chosen = method.isEmpty() ? body.isEmpty() ? "GET" : "POST" : method;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(30))
            .method(
                chosen, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return request.build();
  }

  /** Of what {@code -d} reads from its input, the ends of lines are left out. */
  private static String body(String said, boolean joined, String input) {
    return said.equals("@-") ? joined ? input.replace("\n", "") : input : said;
  }

  /** As a shell takes a line apart. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    char quote = ' ';
    for (char c : (line + ' ').toCharArray()) {
      if (c == quote && quote != ' ') {
        quote = ' ';
      } else if (quote == ' ' && (c == '\'' || c == '"')) {
        quote = c;
      } else if (quote == ' ' && c == ' ') {
        if (!word.isEmpty()) {
          words.add(word.toString());
        }
        word.setLength(0);
      } else {
        word.append(c);
      }
    }
    return words;
  }

  private static Output send(HttpRequest request) {
    try {
      HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
      return new Output(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(request.uri().toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
