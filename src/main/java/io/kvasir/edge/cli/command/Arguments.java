package io.kvasir.edge.cli.command;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/** What was said to a command; every value is text. */
final class Arguments {
  private final ParseResult parsed;

  Arguments(ParseResult parsed) {
    this.parsed = parsed;
  }

  Optional<String> option(String name) {
    return Optional.ofNullable(parsed.<String>matchedOptionValue(name, null));
  }

  boolean has(String name) {
    return parsed.hasMatchedOption(name);
  }

  /** Who stands at a place and must. */
  String word(int index) {
    return parsed.matchedPositionalValue(index, "");
  }

  /** All from a place on. */
  List<String> words(int from) {
    return parsed.matchedPositionalValue(from, List.of());
  }

  Optional<String> optionalWord(int index) {
    return Optional.ofNullable(parsed.<String>matchedPositionalValue(index, null));
  }
}
