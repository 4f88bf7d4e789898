package io.kvasir.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.core.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP requests made from the description of the interface, most of them nearly right. */
final class HttpRequests {
  private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");
  private static final List<String> METHODS =
      List.of("GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "OPTIONS", "BREW");
  private static final List<String> TYPES =
      List.of(
          "application/json",
          "application/x-ndjson",
          "application/octet-stream",
          "application/x-www-form-urlencoded",
          "text/plain",
          "multipart/form-data",
          "nonsense");
  private static final int ODD = 12;

  private final List<Operation> operations;
  private final List<String> buckets;
  private final Shapes shapes;
  private final Chance chance;

  /**
   * @param operations those to be asked for
   * @param buckets that requests are about, mostly
   */
  HttpRequests(JsonNode document, List<Operation> operations, List<String> buckets, Chance chance) {
    this.operations = operations;
    this.buckets = buckets;
    this.shapes = new Shapes(document, chance);
    this.chance = chance;
  }

  /**
   * A request.
   *
   * @param operation which it was made from
   * @param isOfIt whether it goes to that for certain; else statuses of others may come
   */
  record Made(Operation operation, boolean isOfIt, String method, String head, Bytes body) {}

  Made next() {
    Operation operation = chance.of(operations);
    boolean isOfIt = !chance.oneIn(ODD);
    String method = isOfIt ? operation.method() : chance.of(METHODS);
    String target = isOfIt ? target(operation) : "/" + chance.text() + target(operation);
    byte[] body = operation.body().map(this::body).orElseGet(() -> stray());
    StringBuilder head = new StringBuilder(method).append(' ').append(safe(target));
    head.append(" HTTP/1.1\r\nHost: test\r\n");
    operation.headers().keySet().stream()
        .filter(name -> chance.oneIn(6))
        .forEach(name -> header(head, name, chance.text()));
    if (chance.oneIn(10)) {
      header(head, "Accept", chance.oneIn(2) ? chance.of(TYPES) : chance.text());
    }
    if (body.length > 0) {
      header(head, "Content-Type", chance.oneIn(ODD) ? chance.of(TYPES) : TYPES.getFirst());
      header(head, "Content-Length", Integer.toString(body.length));
    }
    return new Made(operation, isOfIt, method, head.append("\r\n").toString(), Bytes.copyOf(body));
  }

  private static void header(StringBuilder head, String name, String value) {
    String visible = value.replaceAll("[^ -~]", "?");
    head.append(name).append(": ").append(visible).append("\r\n");
  }

  private String target(Operation operation) {
    StringBuilder target = new StringBuilder();
    Matcher variables = VARIABLE.matcher(operation.path());
    while (variables.find()) {
      variables.appendReplacement(target, Matcher.quoteReplacement(segment(variables.group(1))));
    }
    variables.appendTail(target);
    char separator = '?';
    for (var query : operation.queries().entrySet()) {
      if (chance.oneIn(3)) {
        JsonNode value = shapes.of(query.getValue());
        target.append(separator).append(query.getKey()).append('=').append(encoded(value.asText()));
        separator = '&';
      }
    }
    return target.toString();
  }

  private String segment(String variable) {
    if (variable.equals("bucket") && !chance.oneIn(ODD)) {
      return chance.of(buckets);
    }
    String text = chance.oneIn(3) ? chance.text() : "k" + chance.below(8);
    return encoded(text.isEmpty() ? "k" : text);
  }

  /** Percent-encoded, now and then not quite. */
  private String encoded(String text) {
    if (chance.oneIn(40)) {
      return text.replaceAll("[ ?#]", "%");
    }
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b == '-' || b == '_' || (b > 0 && Character.isLetterOrDigit((char) b));
      encoded.append(plain ? Character.toString(b) : "%%%02X".formatted(b));
    }
    return encoded.toString();
  }

  /** What can stand in a request line. */
  private static String safe(String target) {
    return target.replaceAll("[^!-~]", "%20");
  }

  private byte[] body(JsonNode schema) {
    byte[] json = shapes.of(schema).toString().getBytes(StandardCharsets.UTF_8);
    if (!chance.oneIn(ODD)) {
      return json;
    }
    List<byte[]> damaged = new ArrayList<>();
    damaged.add(chance.bytes(64));
    damaged.add(new byte[0]);
    byte[] flipped = json.clone();
    flipped[chance.below(flipped.length)] ^= (byte) (1 << chance.below(8));
    damaged.add(flipped);
    damaged.add("[".repeat(2_000).getBytes(StandardCharsets.UTF_8));
    return chance.of(damaged);
  }

  private byte[] stray() {
    return chance.oneIn(30) ? chance.bytes(64) : new byte[0];
  }
}
