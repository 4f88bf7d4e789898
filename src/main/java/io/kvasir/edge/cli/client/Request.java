package io.kvasir.edge.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One HTTP request; immutable, each {@code with} gives another one. */
public final class Request {
  /** Longer than any server takes, which is a minute at most. */
  static final int LONGEST_MILLIS = 65_000;

  /** Longer than a server takes to read when it is not told how long it may. */
  private static final int READ_MILLIS = 10_000;

  /** For the way there and back, and a server that is busy. */
  private static final int WAY_MILLIS = 2_000;

  private static final String TIMEOUT = "timeout=";
  private static final byte[] NOTHING = {};

  private final String method;
  private final String path;
  private final List<String> query;
  private final Map<String, String> headers;
  private final byte[] body;

  private Request(
      String method, String path, List<String> query, Map<String, String> headers, byte[] body) {
    this.method = method;
    this.path = path;
    this.query = query;
    this.headers = headers;
    this.body = body;
  }

  /**
   * A request without query and body.
   *
   * @param segments of the path, as they are meant; they are percent-encoded here
   */
  public static Request of(String method, String... segments) {
    StringBuilder path = new StringBuilder();
    for (String segment : segments) {
      path.append('/').append(Percent.encode(segment));
    }
    return new Request(method, path.toString(), List.of(), Map.of(), NOTHING);
  }

  public static Request get(String... segments) {
    return of("GET", segments);
  }

  /** With one more parameter. */
  public Request with(String parameter, String value) {
    List<String> more = new ArrayList<>(query);
    more.add(Percent.encode(parameter) + '=' + Percent.encode(value));
    return new Request(method, path, more, headers, body);
  }

  /** With a header of plain ASCII. */
  public Request header(String name, String value) {
    if (!value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw new IllegalArgumentException(
          "a header can only have visible ASCII characters: " + name.toLowerCase(Locale.ROOT));
    }
    Map<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new Request(method, path, query, more, body);
  }

  public Request json(JsonNode document) {
    return body("application/json", document.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** With a body; the caller does not change it any more. */
  public Request body(String contentType, byte[] content) {
    Request typed = header("Content-Type", contentType);
    return new Request(method, path, query, typed.headers, content);
  }

  /** Whether it changes nothing, and can be sent to another server after one said nothing. */
  public boolean onlyReads() {
    return method.equals("GET") || method.equals("HEAD");
  }

  /** How long a server may be silent before it begins to answer. */
  int patienceMillis() {
    for (String parameter : query) {
      if (parameter.startsWith(TIMEOUT)) {
        String millis = parameter.substring(TIMEOUT.length());
        return millis.matches("\\d{1,5}")
            ? Math.min(Integer.parseInt(millis) + WAY_MILLIS, LONGEST_MILLIS)
            : READ_MILLIS;
      }
    }
    return onlyReads() ? READ_MILLIS : LONGEST_MILLIS;
  }

  private String target() {
    return query.isEmpty() ? path : path + '?' + String.join("&", query);
  }

  /** The request line and the headers for a server. */
  byte[] head(String host) {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(target()).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(host).append("\r\n");
    head.append("Connection: close\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (!onlyReads()) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  byte[] body() {
    return body;
  }
}
