package io.kvasir.edge.cli.bench;

import java.util.Locale;

/** An SVG document under way; lengths are in its own units. */
final class Svg {
  private final StringBuilder text = new StringBuilder();

  /**
   * Begins one with a background of its own, so that it can stand on any page.
   *
   * @param title told to those who cannot see it
   */
  Svg(int width, int height, String title) {
    text.append("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 ")
        .append(width)
        .append(' ')
        .append(height)
        .append("\" font-family=\"sans-serif\">\n<title>")
        .append(escaped(title))
        .append("</title>\n");
    rectangle(0, 0, width, height, "white", "none");
  }

  void rectangle(double x, double y, double width, double height, String fill, String stroke) {
    text.append("<rect x=\"").append(number(x));
    text.append("\" y=\"").append(number(y));
    text.append("\" width=\"").append(number(width));
    text.append("\" height=\"").append(number(height));
    text.append("\" fill=\"").append(fill);
    text.append("\" stroke=\"").append(stroke).append("\"/>\n");
  }

  /** A path of the commands of SVG's {@code d}; ends are round, so that a point can be seen. */
  void path(String commands, String stroke, double width) {
    text.append("<path fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\" stroke=\"");
    text.append(stroke);
    text.append("\" stroke-width=\"").append(number(width));
    text.append("\" d=\"").append(commands).append("\"/>\n");
  }

  /**
   * A line of text.
   *
   * @param anchor which part of it stands at {@code x}: start, middle or end
   */
  void text(double x, double y, String anchor, int size, String words) {
    text.append("<text x=\"").append(number(x));
    text.append("\" y=\"").append(number(y));
    text.append("\" text-anchor=\"").append(anchor);
    text.append("\" font-size=\"").append(size);
    text.append("\" fill=\"#222222\">").append(escaped(words)).append("</text>\n");
  }

  /** The whole document. */
  String end() {
    return text.append("</svg>\n").toString();
  }

  /** A length as it stands in attributes. */
  static String number(double number) {
    return String.format(Locale.ROOT, "%.1f", number);
  }

  /** Text as it may stand in XML 1.0, which has not all characters. */
  private static String escaped(String words) {
    StringBuilder plain = new StringBuilder();
    words
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> plain.append("&lt;");
                case '>' -> plain.append("&gt;");
                case '&' -> plain.append("&amp;");
                case '\t', '\n', '\r' -> plain.append(' ');
                default -> plain.appendCodePoint(isCharacter(c) ? c : '?');
              }
            });
    return plain.toString();
  }

  private static boolean isCharacter(int c) {
    boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    return c >= ' ' && !surrogate && c != 0xFFFE && c != 0xFFFF;
  }
}
