package io.kvasir.edge.http;

import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Quorum;
import io.kvasir.service.Freshness;
import io.kvasir.service.Precondition;
import io.kvasir.service.RequestOptions;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * One request for a route, checked as far as the route says.
 *
 * @param path what the route's placeholders stand for, by name
 * @param headers those that the route heeds, by name
 * @param contentType of the body, "" when not given
 * @param body empty when there is none; never changed
 */
public record Call(
    SortedMap<String, String> path,
    Query query,
    SortedMap<String, String> headers,
    Accept accept,
    String contentType,
    Buffer body) {
  private static final String DIGITS = "[0-9]{1,9}";

  /** What a placeholder stands for. */
  public String segment(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no placeholder " + name + " in " + path.keySet());
    }
    return value;
  }

  /** The body as a JSON object. */
  public Fields fields() {
    return Fields.of(Json.read(body.getBytes()));
  }

  /**
   * What the parameters and headers choose.
   *
   * @param quorum the name of the parameter that overrides the bucket's quorum
   */
  public RequestOptions options(String quorum) {
    Optional<Quorum> chosen = query.get(quorum).map(text -> Quorums.parse(quorum, text));
    return options(chosen);
  }

  /** The same where no quorum can be chosen. */
  public RequestOptions options() {
    return options(Optional.empty());
  }

  private RequestOptions options(Optional<Quorum> quorum) {
    return new RequestOptions(quorum, timeout())
        .withPrecondition(precondition())
        .withRetryKey(header("Idempotency-Key").map(Call::retryKey))
        .withContext(header("Kvasir-Context"))
        .withContexts(query.truth("contexts"))
        .withTtlSeconds(query.get("ttl").map(Call::seconds))
        .withFreshness(consistency().filter(chosen -> !isSession(chosen)).map(Call::freshness))
        .withSession(session());
  }

  private Optional<String> consistency() {
    return query.get("consistency");
  }

  private static boolean isSession(String consistency) {
    return consistency.equals("session");
  }

  /** The tokens of the session that it is part of, none when it begins one. */
  private Optional<List<String>> session() {
    Optional<String> tokens = query.get("at");
    if (tokens.isPresent() && consistency().filter("stale"::equals).isPresent()) {
      throw new Rejected(Problems.invalid("at", "must not come with consistency=stale"));
    }
    return tokens
        .map(text -> List.of(text.split(",", -1)))
        .or(() -> consistency().filter(Call::isSession).map(chosen -> List.of()));
  }

  /** What the headers say must, or must not, stand under the key. */
  Precondition precondition() {
    return new Precondition(
        header("If-Match").map(text -> EntityTags.strong("If-Match", text)),
        header("If-None-Match").map(text -> EntityTags.weak("If-None-Match", text)));
  }

  boolean hasContext() {
    return header("Kvasir-Context").isPresent();
  }

  private Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  private static String retryKey(String text) {
    if (!RequestOptions.isRetryKey(text)) {
      throw new Rejected(
          Problems.invalid("Idempotency-Key", "must be one of 1 to 256 visible characters"));
    }
    return text;
  }

  private static Freshness freshness(String text) {
    return switch (text) {
      case "linearizable" -> Freshness.LINEARIZABLE;
      case "stale" -> Freshness.STALE;
      default ->
          throw new Rejected(
              Problems.invalid("consistency", "must be linearizable, session or stale"));
    };
  }

  private Optional<Long> timeout() {
    return query.get("timeout").map(Call::millis);
  }

  private static long seconds(String text) {
    if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) == 0) {
      throw new Rejected(
          Problems.invalid("ttl", "must be 1 to " + BucketSpec.MAX_TTL_SECONDS + " seconds"));
    }
    return Long.parseLong(text);
  }

  private static long millis(String text) {
    if (!text.matches(DIGITS)) {
      throw new Rejected(
          Problems.invalid(
              "timeout", "must be 1 to " + RequestOptions.MAX_TIMEOUT_MILLIS + " milliseconds"));
    }
    return Long.parseLong(text);
  }
}
