package io.kvasir.edge.cli.command;

/** Text of strangers, made harmless to a terminal. */
final class Plain {
  private static final int DELETE = 0x7F;
  private static final int LAST_C1 = 0x9F;

  private Plain() {}

  /** Without control characters but line ends and tabs; the others are shown as escapes. */
  static String text(String text) {
    return escaped(text, true);
  }

  /** Without any control characters. */
  static String oneLine(String text) {
    return escaped(text, false);
  }

  private static String escaped(String text, boolean layout) {
    StringBuilder plain = new StringBuilder(text.length());
    text.chars()
        .forEach(
            c -> {
              if (!isControl(c) || (layout && (c == '\n' || c == '\t'))) {
                plain.append((char) c);
              } else {
                plain.append("\\u%04x".formatted(c));
              }
            });
    return plain.toString();
  }

  private static boolean isControl(int c) {
    return c < ' ' || (c >= DELETE && c <= LAST_C1);
  }
}
