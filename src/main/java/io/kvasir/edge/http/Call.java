package io.kvasir.edge.http;

import io.kvasir.core.bucket.Quorum;
import io.kvasir.service.RequestOptions;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.SortedMap;

/**
 * One request for a route, checked as far as the route says.
 *
 * @param path what the route's placeholders stand for, by name
 * @param contentType of the body, "" when not given
 * @param body empty when there is none; never changed
 */
record Call(
    SortedMap<String, String> path, Query query, Accept accept, String contentType, Buffer body) {
  private static final String DIGITS = "[0-9]{1,9}";

  String segment(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no placeholder " + name + " in " + path.keySet());
    }
    return value;
  }

  /** The body as a JSON object. */
  Fields fields() {
    return new Fields(Json.read(body.getBytes()));
  }

  /**
   * What the parameters choose.
   *
   * @param quorum the name of the parameter that overrides the bucket's quorum
   */
  RequestOptions options(String quorum) {
    Optional<Quorum> chosen = query.get(quorum).map(text -> Quorums.parse(quorum, text));
    return new RequestOptions(chosen, timeout());
  }

  RequestOptions options() {
    return new RequestOptions(Optional.empty(), timeout());
  }

  private Optional<Long> timeout() {
    return query.get("timeout").map(Call::millis);
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
