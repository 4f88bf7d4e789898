package io.kvasir.edge.http;

import java.util.ArrayList;
import java.util.List;

/**
 * A request target as it came over the wire. Segments are split first and decoded then, so that an
 * encoded slash stays part of its segment; nothing is normalised, so that {@code .} and {@code ..}
 * are names like any other.
 *
 * @param segments of the path, decoded; {@code /a/} has two, the second empty
 * @param query what stands behind the question mark, "" when there is none
 */
record Target(List<String> segments, String query) {
  Target {
    segments = List.copyOf(segments);
  }

  /** Reads the origin form and the absolute form of RFC 9112, section 3.2. */
  static Target parse(String uri) {
    String origin = origin(uri);
    int mark = origin.indexOf('?');
    return new Target(
        segments(mark < 0 ? origin : origin.substring(0, mark)),
        mark < 0 ? "" : origin.substring(mark + 1));
  }

  private static String origin(String uri) {
    if (uri.indexOf('#') >= 0) {
      throw Percent.malformed("it has a fragment; a # in a key is %23");
    }
    if (uri.startsWith("/")) {
      return uri;
    }
    int authority = uri.indexOf("://");
    int path = authority < 0 ? -1 : uri.indexOf('/', authority + 3);
    return path < 0 ? "/" : uri.substring(path);
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    int start = 1;
    for (int slash = path.indexOf('/', start); slash >= 0; slash = path.indexOf('/', start)) {
      segments.add(Percent.decode(path.substring(start, slash)));
      start = slash + 1;
    }
    segments.add(Percent.decode(path.substring(start)));
    return segments;
  }
}
