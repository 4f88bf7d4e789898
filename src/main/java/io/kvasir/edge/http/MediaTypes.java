package io.kvasir.edge.http;

import io.kvasir.core.bucket.Value;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the Content-Type and Accept headers say (RFC 9110, sections 8.3 and 12.5.1). */
final class MediaTypes {
  static final String JSON = "application/json";
  static final String LINES = "application/x-ndjson";
  static final String PLAIN = "text/plain; charset=utf-8";
  static final String EVENTS = "text/event-stream";
  static final String PROBLEM = "application/problem+json";
  static final String BYTES = Value.BYTES;

  /** What programs send that do not say what they send; nobody stores forms as values. */
  private static final String FORM = "application/x-www-form-urlencoded";

  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset=\"?([^\";\\s]+)", Pattern.CASE_INSENSITIVE);
  private static final List<String> UTF_8 = List.of("utf-8", "us-ascii");

  private MediaTypes() {}

  /** Whether a body of that type, "" for none, is to be read as JSON. */
  static boolean isJson(String mediaType) {
    String essence = essence(mediaType);
    return essence.isEmpty() || essence.equals(JSON) || essence.equals(FORM);
  }

  /** Whether a body of that type is one JSON document per line. */
  static boolean isLines(String mediaType) {
    return essence(mediaType).equals(LINES);
  }

  /** The type without its parameters, in lower case. */
  static String essence(String mediaType) {
    int parameters = mediaType.indexOf(';');
    String essence = parameters < 0 ? mediaType : mediaType.substring(0, parameters);
    return essence.strip().toLowerCase(Locale.ROOT);
  }

  /** Whether the type names no character set but UTF-8, or its part ASCII. */
  static boolean isUtf8(String mediaType) {
    Matcher charset = CHARSET.matcher(mediaType);
    return !charset.find() || UTF_8.contains(charset.group(1).toLowerCase(Locale.ROOT));
  }

  /** Whether a value of that type may be text, if its bytes are. */
  static boolean isText(String mediaType) {
    return mediaType.equals(Value.TEXT)
        || (essence(mediaType).startsWith("text/") && isUtf8(mediaType));
  }
}
