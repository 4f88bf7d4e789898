package io.kvasir.edge.http;

import io.vertx.core.MultiMap;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** What requests are called in answers and logs: by their clients' ids, else by random ones. */
final class RequestIds {
  static final String HEADER = "Kvasir-Request-Id";

  private static final String COMMON_HEADER = "X-Request-Id";
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._~:/+=@-]{1,128}");

  private RequestIds() {}

  static String of(MultiMap headers) {
    String given = headers.get(HEADER);
    String id = given == null ? headers.get(COMMON_HEADER) : given;
    return id != null && VALID.matcher(id).matches() ? id : random();
  }

  private static String random() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }
}
