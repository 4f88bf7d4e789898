package io.kvasir.edge.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which media types a client takes, and how gladly (RFC 9110, section 12.5.1).
 *
 * @param ranges empty means all
 */
record Accept(List<Range> ranges) {
  private static final Accept ANYTHING = new Accept(List.of());

  private static final Pattern QUALITY = Pattern.compile("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)");

  /**
   * @param type of a media range, {@code *} for any
   * @param quality 0, never, to 1
   */
  record Range(String type, String subtype, double quality) {
    /**
     * How closely it names {@code mediaType}: 2 exactly, 1 by its type, 0 as any; −1 not at all.
     */
    int closeness(String mediaType) {
      int slash = mediaType.indexOf('/');
      if (type.equals("*")) {
        return 0;
      }
      if (!type.equals(mediaType.substring(0, slash))) {
        return -1;
      }
      return subtype.equals("*") ? 1 : subtype.equals(mediaType.substring(slash + 1)) ? 2 : -1;
    }
  }

  Accept {
    ranges = List.copyOf(ranges);
  }

  /** Reads the header; "" when there is none. What cannot be understood is not accepted. */
  static Accept parse(String header) {
    if (header.isEmpty() || header.equals("*/*")) {
      return ANYTHING;
    }
    return new Accept(
        List.of(header.split(",", -1)).stream()
            .map(Accept::range)
            .flatMap(Optional::stream)
            .toList());
  }

  private static Optional<Range> range(String text) {
    String essence = MediaTypes.essence(text);
    int slash = essence.indexOf('/');
    if (slash <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Range(essence.substring(0, slash), essence.substring(slash + 1), quality(text)));
  }

  private static double quality(String range) {
    for (String parameter : range.toLowerCase(Locale.ROOT).split(";", -1)) {
      String stripped = parameter.strip();
      if (QUALITY.matcher(stripped).matches()) {
        return Double.parseDouble(stripped.substring(2));
      }
    }
    return 1;
  }

  /** The one of {@code offered} that the client likes best, the first of equals. */
  Optional<String> choose(List<String> offered) {
    Optional<String> best = Optional.empty();
    double bestQuality = 0;
    for (String candidate : offered) {
      double quality = qualityOf(candidate);
      if (quality > bestQuality) {
        best = Optional.of(candidate);
        bestQuality = quality;
      }
    }
    return best;
  }

  private double qualityOf(String offered) {
    if (ranges.isEmpty()) {
      return 1;
    }
    String mediaType = MediaTypes.essence(offered);
    int closest = -1;
    double quality = 0;
    for (Range range : ranges) {
      int closeness = range.closeness(mediaType);
      if (closeness > closest) {
        closest = closeness;
        quality = range.quality();
      }
    }
    return quality;
  }
}
