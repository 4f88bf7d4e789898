package io.kvasir.boot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the comments of an interface say of its methods. The sources of the mapped interfaces lie
 * among the resources, so that the help of the server says what they say.
 */
final class Javadoc {
  private static final String FOLDER = "/META-INF/kvasir/settings/";

  private static final Pattern METHOD =
      Pattern.compile(
          "/\\*\\*(?<text>(?:(?!\\*/).)*)\\*/\\s+(?:@[^\\n]+\\s+)*[\\w<>.]+ (?<name>\\w+)\\(\\);",
          Pattern.DOTALL);

  private static final Pattern MARGIN = Pattern.compile("\\s*\\n\\s*\\*?\\s?");
  private static final Pattern TAG = Pattern.compile("\\{@\\w+ #?([^}]*)}");

  private Javadoc() {}

  /** Comments by the names of methods. */
  static Map<String, String> of(Class<?> type) {
    Map<String, String> comments = new HashMap<>();
    Matcher method = METHOD.matcher(source(type));
    while (method.find()) {
      comments.put(method.group("name"), plain(method.group("text")));
    }
    return comments;
  }

  private static String plain(String comment) {
    String text = MARGIN.matcher(comment).replaceAll(" ");
    return TAG.matcher(text).replaceAll("$1").strip();
  }

  /** Nothing when the resources were left out, as tools that only compile do. */
  private static String source(Class<?> type) {
    try (InputStream in = type.getResourceAsStream(FOLDER + type.getSimpleName() + ".java")) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
