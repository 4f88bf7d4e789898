package io.kvasir.core.consensus;

import io.kvasir.core.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The words {@code name=value} of a script's command. */
final class ScriptWords {
  private final Map<String, String> values = new TreeMap<>();

  private ScriptWords() {}

  static ScriptWords of(String[] words) {
    ScriptWords parsed = new ScriptWords();
    for (String word : words) {
      int equals = word.indexOf('=');
      parsed.values.put(
          equals < 0 ? word : word.substring(0, equals),
          equals < 0 ? "true" : word.substring(equals + 1));
    }
    return parsed;
  }

  String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  long number(String name, long otherwise) {
    String value = values.get(name);
    return value == null ? otherwise : Long.parseLong(value);
  }

  private long number(String name) {
    return Long.parseLong(text(name, "0"));
  }

  private boolean is(String name) {
    return values.containsKey(name);
  }

  /** Of {@code last=7/3} the 7 or the 3. */
  private long part(String name, int part) {
    return Long.parseLong(text(name, "0/0").split("/", -1)[part]);
  }

  /** Entries from {@code first} on, of the terms {@code 1,1,2}; each a command of its own. */
  static List<LogEntry> entries(long first, String terms) {
    List<LogEntry> entries = new ArrayList<>();
    if (!terms.isEmpty()) {
      for (String term : terms.split(",", -1)) {
        long index = first + entries.size();
        Bytes command = Bytes.utf8("e" + index + "." + term);
        entries.add(new LogEntry(index, Long.parseLong(term), new Payload.Command(command)));
      }
    }
    return entries;
  }

  /** A message by its name and its parts. */
  static RaftMessage message(String name, ScriptWords words) {
    long term = words.number("term");
    return switch (name) {
      case "PreVote" -> new RaftMessage.PreVote(term, words.part("log", 0), words.part("log", 1));
      case "PreVoted" -> new RaftMessage.PreVoted(term, words.is("granted"));
      case "RequestVote" ->
          new RaftMessage.RequestVote(
              term, words.part("log", 0), words.part("log", 1), words.is("transfer"));
      case "Voted" -> new RaftMessage.Voted(term, words.is("granted"));
      case "Append" ->
          new RaftMessage.Append(
              term,
              words.part("after", 0),
              words.part("after", 1),
              entries(words.part("after", 0) + 1, words.text("entries", "")),
              words.number("commit"));
      case "Appended" -> new RaftMessage.Appended(term, words.number("to"));
      case "AppendRefused" ->
          new RaftMessage.AppendRefused(
              term, words.number("after"), words.part("hint", 0), words.part("hint", 1));
      case "Heartbeat" ->
          new RaftMessage.Heartbeat(term, words.number("commit"), words.number("round"));
      case "HeartbeatAnswered" -> new RaftMessage.HeartbeatAnswered(term, words.number("round"));
      case "ReadIndex" -> new RaftMessage.ReadIndex(term, words.number("token"));
      case "ReadIndexAnswered" ->
          new RaftMessage.ReadIndexAnswered(term, words.number("token"), words.number("index"));
      case "InstallSnapshot" ->
          new RaftMessage.InstallSnapshot(
              term,
              new LogStart(
                  words.part("head", 0),
                  words.part("head", 1),
                  RaftScript.members(words.text("members", "abc"))),
              new Chunk(Bytes.EMPTY, Bytes.EMPTY, new SimMachine().content(), true));
      case "TimeoutNow" -> new RaftMessage.TimeoutNow(term);
      default -> throw new IllegalArgumentException(name);
    };
  }
}
