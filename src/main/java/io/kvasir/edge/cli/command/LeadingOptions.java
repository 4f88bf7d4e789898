package io.kvasir.edge.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * A line that may begin with options which all commands take: {@code --server=X -o json get k}.
 *
 * @param options those at the beginning, with their values
 * @param rest the command and what belongs to it
 */
record LeadingOptions(List<String> options, List<String> rest) {
  private static final List<String> NAMES = List.of("--server", "--output", "-o");

  LeadingOptions {
    options = List.copyOf(options);
    rest = List.copyOf(rest);
  }

  static boolean isOne(String word) {
    return NAMES.contains(word)
        || word.startsWith("--server=")
        || word.startsWith("--output=")
        || (word.startsWith("-o") && !word.startsWith("--"));
  }

  static LeadingOptions of(List<String> line) {
    int end = 0;
    while (end < line.size() && isOne(line.get(end))) {
      end += NAMES.contains(line.get(end)) ? 2 : 1;
    }
    int split = Math.min(end, line.size());
    return new LeadingOptions(line.subList(0, split), line.subList(split, line.size()));
  }

  /**
   * The line with these options where commands look for them; nothing when there is no command.
   *
   * @param depth how many words at the beginning of a line name a command
   */
  List<String> behindCommand(ToIntFunction<List<String>> depth) {
    int named = depth.applyAsInt(rest);
    if (named == 0) {
      return rest;
    }
    List<String> words = new ArrayList<>(rest.subList(0, named));
    words.addAll(options);
    words.addAll(rest.subList(named, rest.size()));
    return words;
  }
}
