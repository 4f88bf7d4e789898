package io.kvasir.edge.cli.shell;

import java.util.ArrayList;
import java.util.List;
import org.jline.reader.EOFError;

/**
 * The words of a line, parted and quoted as in POSIX shells (IEEE Std 1003.1-2024, XCU section
 * 2.2), without expansions: quotes may stand within a word, and an empty pair is an empty word.
 */
final class Words {
  /** What a backslash takes the meaning of between double quotes. */
  private static final String SPECIAL_IN_QUOTES = "\"\\$`";

  private final String line;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean begun;
  private int at;

  private Words(String line) {
    this.line = line;
  }

  /**
   * Parts a line.
   *
   * @throws EOFError when it ends within quotes or behind a backslash
   */
  static List<String> of(String line) {
    return new Words(line).all();
  }

  private List<String> all() {
    while (at < line.length()) {
      char c = line.charAt(at++);
      switch (c) {
        case ' ', '\t', '\n', '\r' -> end();
        case '\'' -> literal();
        case '"' -> quoted();
        case '\\' -> escaped();
        default -> add(c);
      }
    }
    end();
    return List.copyOf(words);
  }

  private void end() {
    if (begun) {
      words.add(word.toString());
    }
    word.setLength(0);
    begun = false;
  }

  private void add(char c) {
    begun = true;
    word.append(c);
  }

  private void literal() {
    begun = true;
    for (char c = inQuotes(); c != '\''; c = inQuotes()) {
      word.append(c);
    }
  }

  private void quoted() {
    begun = true;
    for (char c = inQuotes(); c != '"'; c = inQuotes()) {
      if (c == '\\') {
        escapedInQuotes();
      } else {
        word.append(c);
      }
    }
  }

  private void escapedInQuotes() {
    char c = inQuotes();
    if (c == '\n') {
      return;
    }
    if (SPECIAL_IN_QUOTES.indexOf(c) < 0) {
      word.append('\\');
    }
    word.append(c);
  }

  private char inQuotes() {
    if (at == line.length()) {
      throw new EOFError(-1, -1, "a quote is not closed");
    }
    return line.charAt(at++);
  }

  /** Also takes away the end of a line, which a terminal has within a command. */
  private void escaped() {
    if (at == line.length()) {
      throw new EOFError(-1, -1, "nothing follows the backslash at the end");
    }
    char c = line.charAt(at++);
    if (c != '\n') {
      add(c);
    }
  }
}
