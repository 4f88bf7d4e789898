package io.kvasir.edge.cli.shell;

import io.kvasir.edge.cli.command.Commands;
import io.kvasir.edge.cli.command.ExitCode;
import io.kvasir.edge.cli.command.Failed;
import io.kvasir.edge.cli.command.Format;
import io.kvasir.edge.cli.command.Parsed;
import io.kvasir.edge.cli.command.Place;
import io.kvasir.edge.cli.command.Printer;
import io.kvasir.edge.cli.command.Registers;
import io.kvasir.edge.cli.command.Session;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jline.reader.EOFError;

/**
 * Kvasir's own shell: all commands, and those of the shell itself. The verbs of OrchidDB, which are
 * in capitals, are understood, too; ConureDB's are commands of Kvasir with the same answers.
 */
final class NativeDialect implements Dialect {
  private static final String ERROR = "Error: ";
  private static final double NANOS_PER_MILLI = 1e6;

  private final Commands commands;
  private final Session session;
  private final Printer printer;
  private final LongSupplier nanoTime;
  private final boolean stopsOnError;
  private final OrchidDialect capitals;
  private boolean timing;
  private ExitCode lastFailure = ExitCode.DONE;

  /**
   * @param stopsOnError whether to end at the first command that fails
   */
  NativeDialect(Commands commands, Session session, LongSupplier nanoTime, boolean stopsOnError) {
    this.commands = commands;
    this.session = session;
    this.printer = session.printer();
    this.nanoTime = nanoTime;
    this.stopsOnError = stopsOnError;
    this.capitals = new OrchidDialect(new Registers(session, Place.REGISTERS), printer);
  }

  @Override
  public List<String> greeting() {
    return List.of();
  }

  @Override
  public String prompt() {
    return session.bucket().map(bucket -> bucket + "> ").orElse("> ");
  }

  @Override
  public boolean promptsPipes() {
    return false;
  }

  /** How the last command ended that failed. */
  ExitCode lastFailure() {
    return lastFailure;
  }

  @Override
  public boolean refuse(String reason) {
    fails(ExitCode.USAGE, ERROR + reason);
    return !stopsOnError;
  }

  @Override
  public boolean carryOut(String line) {
    String text = line.stripLeading();
    if (text.isEmpty() || text.startsWith("#")) {
      return true;
    }
    boolean readOn = text.startsWith("\\") ? setting(text.substring(1)) : timed(text);
    return readOn && !(stopsOnError && lastFailure != ExitCode.DONE);
  }

  private boolean timed(String text) {
    long before = nanoTime.getAsLong();
    boolean readOn = command(text);
    if (timing && readOn) {
      double millis = (nanoTime.getAsLong() - before) / NANOS_PER_MILLI;
      printer.line(String.format(Locale.ROOT, "Time: %.3f ms", millis));
    }
    return readOn;
  }

  private boolean command(String text) {
    if (OrchidDialect.knows(text.split("\\s+", 2)[0])) {
      return capitals.carryOut(text);
    }
    List<String> words;
    try {
      words = Words.of(text);
    } catch (EOFError e) {
      fails(ExitCode.USAGE, ERROR + e.getMessage());
      return true;
    }
    return words.isEmpty() || command(words);
  }

  private boolean command(List<String> words) {
    switch (words.getFirst()) {
      case "exit", "quit" -> {
        return !ends(words);
      }
      case "use" -> use(words);
      case "help" -> help(words);
      default -> carryOut(words);
    }
    return true;
  }

  private boolean ends(List<String> words) {
    if (words.size() > 1) {
      misused("", words.getFirst());
      return false;
    }
    printer.line("Goodbye!");
    return true;
  }

  private void use(List<String> words) {
    if (words.size() > 2) {
      misused("", "use <bucket>");
    } else {
      session.use(words.stream().skip(1).findFirst());
    }
  }

  private void carryOut(List<String> words) {
    switch (commands.parse(words)) {
      case Parsed.Help(String text) -> printer.line(text);
      case Parsed.Unknown(String word) ->
          fails(ExitCode.USAGE, "Unknown command: " + word + "; help lists all");
      case Parsed.Misused(String message, String usage) -> misused(message, usage);
      case Parsed.Ready ready -> run(ready);
    }
  }

  private void run(Parsed.Ready ready) {
    Format before = printer.format();
    try {
      ready.choose(printer);
      ready.run(session);
    } catch (Failed e) {
      if (String.valueOf(e.getMessage()).isEmpty()) {
        misused("", ready.usage());
      } else {
        lastFailure = e.code();
        printer.failure(ERROR, e);
      }
    } finally {
      printer.format(before);
    }
  }

  private void misused(String message, String usage) {
    if (!message.isEmpty()) {
      printer.error(ERROR + message);
    }
    fails(ExitCode.USAGE, "Usage: " + usage);
  }

  private void fails(ExitCode code, String message) {
    lastFailure = code;
    printer.error(message);
  }

  private void help(List<String> words) {
    carryOut(words);
    if (words.size() == 1) {
      printer.line("Of the shell:");
      printer.line("  use <bucket>  Keys are in this bucket from now on; use alone, in any.");
      printer.line("  \\timing      Says how long each command took, or no longer.");
      printer.line("  \\output <f>  Shows answers as table, json or raw.");
      printer.line("  help <c>      Says more about a command.");
      printer.line("  exit, quit    Ends the shell.");
    }
  }

  /** What concerns the shell itself. */
  private boolean setting(String text) {
    List<String> words = List.of(text.split("\\s+"));
    switch (words.getFirst()) {
      case "output" -> output(words.size() == 2 ? words.get(1) : "");
      case "timing", "q" -> {
        return words.size() == 1 ? plain(words.getFirst()) : refused("\\" + words.getFirst());
      }
      default -> fails(ExitCode.USAGE, "Unknown command: \\" + words.getFirst());
    }
    return true;
  }

  /** What takes no words. */
  private boolean plain(String name) {
    if (name.equals("timing")) {
      timing = !timing;
      printer.line("Timing is " + (timing ? "on" : "off") + ".");
    }
    return !name.equals("q");
  }

  private boolean refused(String usage) {
    misused("", usage);
    return true;
  }

  private void output(String name) {
    Optional<Format> format = Format.named(name);
    if (format.isPresent()) {
      printer.format(format.get());
    } else {
      fails(ExitCode.USAGE, "Usage: \\output table|json|raw");
    }
  }
}
