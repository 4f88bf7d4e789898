package io.kvasir.edge.cli.command;

import io.kvasir.edge.cli.client.Request;
import java.util.Map;
import java.util.Optional;

/** What of a command line goes into a request as it is. */
final class Requests {
  /** Parameters by the options that say them. */
  private static final Map<String, String> PARAMETERS =
      Map.of(
          "-w", "w",
          "-r", "r",
          "--timeout", "timeout",
          "--consistency", "consistency",
          "--ttl", "ttl");

  private Requests() {}

  /** A request about a key. */
  static Request key(String method, Place place, String... further) {
    String[] segments = new String[3 + further.length];
    segments[0] = "bucket";
    segments[1] = place.bucket();
    segments[2] = place.key();
    System.arraycopy(further, 0, segments, 3, further.length);
    return Request.of(method, segments).header("Accept", "application/json");
  }

  /** With the parameters, conditions and the context that were given. */
  static Request with(Arguments arguments, Request request) throws Failed {
    Request all = request;
    for (Map.Entry<String, String> parameter : PARAMETERS.entrySet()) {
      String value = arguments.option(parameter.getKey()).orElse("");
      all = value.isEmpty() ? all : all.with(parameter.getValue(), value);
    }
    all = header(all, "If-Match", tag(arguments.option("--if-match").orElse("")));
    all = header(all, "If-None-Match", tag(arguments.option("--if-none-match").orElse("")));
    all = header(all, "Idempotency-Key", arguments.option("--idempotency-key").orElse(""));
    return header(all, "Kvasir-Context", arguments.option("--context").orElse(""));
  }

  private static Request header(Request request, String name, String value) throws Failed {
    try {
      return value.isEmpty() ? request : request.header(name, value);
    } catch (IllegalArgumentException e) {
      throw new Failed(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  /** A tag in quotes, which a command line easily loses. */
  private static String tag(String text) {
    boolean bare = !text.isEmpty() && !text.equals("*") && text.indexOf('"') < 0;
    return bare ? '"' + text + '"' : text;
  }

  /** The key that is meant, in a bucket that is chosen by option, by the shell, or by the key. */
  static Place place(Arguments arguments, Session session, String otherwise) throws Failed {
    Place place = Place.parse(arguments.word(0), chosen(arguments, session), otherwise);
    if (place.bucket().isEmpty()) {
      throw new Failed(ExitCode.USAGE, "Say which bucket: <bucket>/<key>, or --bucket");
    }
    return place;
  }

  static Optional<String> chosen(Arguments arguments, Session session) {
    return arguments.option("--bucket").or(session::bucket);
  }
}
