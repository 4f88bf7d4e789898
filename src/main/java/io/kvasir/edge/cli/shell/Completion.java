package io.kvasir.edge.cli.shell;

import io.kvasir.edge.cli.command.Commands;
import io.kvasir.edge.cli.command.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes commands, options, buckets and keys. */
final class Completion implements Completer {
  private static final List<String> OF_SHELL =
      List.of("help", "use", "exit", "quit", "\\timing", "\\output");

  /** Commands whose words are buckets. */
  private static final Set<String> OF_BUCKETS = Set.of("use", "buckets", "txn", "batch");

  /** Commands that are not about keys or buckets. */
  private static final Set<String> OF_NODES = Set.of("admin", "status", "limits");

  private final Commands commands;
  private final Names names;

  Completion(Commands commands, Names names) {
    this.commands = commands;
    this.names = names;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    List<String> before = line.words().subList(0, line.wordIndex());
    String word = line.word().substring(0, line.wordCursor());
    for (String value : candidates(before, word)) {
      boolean whole = !value.endsWith("/");
      candidates.add(new Candidate(value, value, null, null, null, null, whole));
    }
  }

  /** What a word may become after others. */
  List<String> candidates(List<String> before, String word) {
    if (before.isEmpty()) {
      return starting(word, Stream.concat(commands.names().stream(), OF_SHELL.stream()));
    }
    if (before.getFirst().equals("help")) {
      return starting(word, commands.names().stream());
    }
    List<String> known = starting(word, commands.following(before).stream());
    if (word.startsWith("-")) {
      return known;
    }
    List<String> all = new ArrayList<>(known);
    all.removeIf(name -> name.startsWith("-"));
    all.addAll(ofServer(before, word));
    return all;
  }

  private List<String> ofServer(List<String> before, String word) {
    String command = before.getFirst();
    if (OF_NODES.contains(command)) {
      return List.of();
    }
    if (OF_BUCKETS.contains(command)) {
      int place = command.equals("buckets") ? 2 : 1;
      return before.size() == place ? starting(word, names.buckets().stream()) : List.of();
    }
    return names.keys(word);
  }

  private static List<String> starting(String word, Stream<String> all) {
    return all.filter(one -> one.startsWith(word)).toList();
  }
}
