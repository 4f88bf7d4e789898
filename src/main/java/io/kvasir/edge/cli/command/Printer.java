package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes answers in the format that is asked for, and errors. */
public final class Printer {
  private static final String BOLD = "\u001b[1m";
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";

  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;
  private final boolean colours;
  private Format format = Format.TABLE;

  /**
   * @param terminal whether a terminal shows what is written
   * @param colours whether that terminal may be sent colours
   */
  public Printer(PrintStream out, PrintStream err, boolean terminal, boolean colours) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.colours = terminal && colours;
  }

  /** The same, with what went wrong among the answers: a shell is read from top to bottom. */
  public Printer withErrorsAmongAnswers() {
    Printer one = new Printer(out, out, terminal, colours);
    one.format = format;
    return one;
  }

  public Format format() {
    return format;
  }

  public void format(Format next) {
    format = next;
  }

  public boolean colours() {
    return colours;
  }

  /** Shows an answer: {@code document} to programs, {@code shown} to everyone else. */
  void show(JsonNode document, Shown shown) {
    switch (format) {
      case JSON -> line(document.toString());
      case TABLE -> table(shown);
      case RAW -> raw(shown);
    }
    out.flush();
  }

  private void table(Shown shown) {
    switch (shown) {
      case Shown.Value(Octets bytes) -> line(terminal ? Plain.text(bytes.text()) : bytes.text());
      case Shown.Lines(List<String> lines) ->
          lines.forEach(line -> line(terminal ? Plain.oneLine(line) : line));
      case Shown.Rows rows -> table(rows, true);
    }
  }

  private void table(Shown.Rows rows, boolean head) {
    List<String> lines = Table.lines(rows);
    if (head) {
      line(colours ? BOLD + lines.getFirst() + PLAIN : lines.getFirst());
    }
    lines.stream().skip(1).forEach(this::line);
  }

  /** Shows one part of a long table; only the first has a head. */
  void rows(Shown.Rows rows, boolean first) {
    if (format == Format.RAW) {
      raw(rows);
    } else {
      table(rows, first);
    }
    out.flush();
  }

  private void raw(Shown shown) {
    switch (shown) {
      case Shown.Value(Octets bytes) -> write(bytes);
      case Shown.Lines(List<String> lines) -> lines.forEach(this::line);
      case Shown.Rows(List<String> _, List<List<String>> cells) ->
          cells.forEach(row -> line(String.join("\t", row)));
    }
  }

  private void write(Octets bytes) {
    try {
      bytes.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a line that is no answer of a server. */
  public void line(String text) {
    out.print(text);
    out.print('\n');
  }

  /** Writes without an end of line. */
  public void part(String text) {
    out.print(text);
    out.flush();
  }

  /** Writes beside the answers. */
  void note(String text) {
    err.print(Plain.text(text));
    err.print('\n');
    err.flush();
  }

  /** Writes what went wrong. */
  public void error(String text) {
    out.flush();
    String harmless = terminal ? Plain.text(text) : text;
    err.print(colours ? RED + harmless + PLAIN : harmless);
    err.print('\n');
    err.flush();
  }

  /** Writes why a command failed: to programs, what the server said. */
  public void failure(String prefix, Failed failure) {
    boolean told = format == Format.JSON && failure.problem().isObject();
    error(told ? failure.problem().toString() : prefix + failure.getMessage());
  }

  /** Shows how far something is, when people see the errors. */
  Progress progress(Progress.Unit unit) {
    return Progress.of(err, unit);
  }

  /** Whether something could not be written: nobody reads it any more, or the disk is full. */
  public boolean isBroken() {
    return out.checkError();
  }

  public void flush() {
    out.flush();
  }
}
