package io.kvasir.edge.http;

import io.vertx.core.MultiMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What requests are called in answers and logs: by their clients' ids, else by the trace that they
 * belong to (W3C Trace Context, 3.2), else by random ones.
 */
final class RequestIds {
  static final String HEADER = "Kvasir-Request-Id";

  private static final String COMMON_HEADER = "X-Request-Id";
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._~:/+=@-]{1,128}");

  /** Neither id is 0; a version after 00 may have more to say. */
  private static final Pattern TRACE =
      Pattern.compile(
          "(?:00(?=.{53}$)|(?!00|ff)[0-9a-f]{2})"
              + "-((?!0{32})[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?");

  private RequestIds() {}

  static String of(MultiMap headers) {
    String given = headers.get(HEADER);
    String id = given == null ? headers.get(COMMON_HEADER) : given;
    return id != null && VALID.matcher(id).matches()
        ? id
        : trace(headers).orElseGet(RequestIds::random);
  }

  /** The trace that the client says the request belongs to, when it says so as it should. */
  private static Optional<String> trace(MultiMap headers) {
    String given = traceparent(headers);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    Matcher matcher = TRACE.matcher(given);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** What the client says of a trace, if it does so once; nobody has looked at it. */
  static String traceparent(MultiMap headers) {
    List<String> given = headers.getAll("traceparent");
    return given.size() == 1 ? given.getFirst() : "";
  }

  static String random() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }
}
