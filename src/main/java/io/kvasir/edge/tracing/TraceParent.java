package io.kvasir.edge.tracing;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client says of the trace that its request is part of (W3C Trace Context, 3.2).
 *
 * @param sampled whether the client records it
 */
record TraceParent(SpanContext context, boolean sampled) {
  /** Neither id is 0; a version after 00 may have more to say. */
  private static final Pattern FORM =
      Pattern.compile(
          "(?:00(?=.{53}$)|(?!00|ff)[0-9a-f]{2})"
              + "-((?!0{32})[0-9a-f]{16})([0-9a-f]{16})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?");

  private static final int HEX = 16;

  /** Empty for what is malformed. */
  static Optional<TraceParent> parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    SpanContext context =
        new SpanContext(bits(parts.group(1)), bits(parts.group(2)), bits(parts.group(3)));
    return Optional.of(new TraceParent(context, (bits(parts.group(4)) & 1) == 1));
  }

  private static long bits(String hex) {
    return Long.parseUnsignedLong(hex, HEX);
  }
}
