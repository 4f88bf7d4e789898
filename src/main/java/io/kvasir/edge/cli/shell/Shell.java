package io.kvasir.edge.cli.shell;

import io.kvasir.edge.cli.command.Commands;
import io.kvasir.edge.cli.command.ExitCode;
import io.kvasir.edge.cli.command.Names;
import io.kvasir.edge.cli.command.Place;
import io.kvasir.edge.cli.command.Printer;
import io.kvasir.edge.cli.command.Registers;
import io.kvasir.edge.cli.command.Session;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jline.reader.Parser;
import org.jline.reader.impl.DefaultParser;

/** Reads lines and has them carried out until there are no more, or one says to end. */
public final class Shell {
  private final Session session;
  private final Parser parser;
  private final Commands commands;
  private final Dialect dialect;

  /** How a dialect ends that knows no codes. */
  private ExitCode ofOthers = ExitCode.DONE;

  private Shell(Session session, Parser parser, Commands commands, Dialect dialect) {
    this.session = session;
    this.parser = parser;
    this.commands = commands;
    this.dialect = dialect;
  }

  /** Kvasir's own. */
  public static Shell own(Session session, boolean stopsOnError) {
    Parser parser = new WordParser();
    Commands commands = Commands.ofShell();
    return new Shell(
        session,
        parser,
        commands,
        new NativeDialect(commands, session, System::nanoTime, stopsOnError));
  }

  /** One that answers as another system's does; nothing when that is not known. */
  public static Optional<Shell> like(String system, Session session) {
    Printer printer = session.printer();
    Dialect dialect;
    switch (system) {
      case "conuredb" ->
          dialect = new ConureDialect(new Registers(session, Place.LINEARIZABLE), printer);
      case "orchiddb" ->
          dialect = new OrchidDialect(new Registers(session, Place.REGISTERS), printer);
      default -> {
        return Optional.empty();
      }
    }
    return Optional.of(new Shell(session, plain(), Commands.ofShell(), dialect));
  }

  /** Quotes and backslashes are characters like others. */
  private static Parser plain() {
    return new DefaultParser().quoteChars(new char[0]).escapeChars(new char[0]);
  }

  /** Reads from a pipe or a file. */
  public ExitCode read(InputStream in) {
    try (Lines lines = new PipedLines(in, session.printer(), dialect.promptsPipes())) {
      return read(lines);
    }
  }

  /** Reads from this process's terminal. */
  public ExitCode readTerminal(Map<String, String> environment, String home) {
    Completion completion = new Completion(commands, new Names(session));
    Optional<Path> history = HistoryFile.of(environment, home);
    try (Lines lines = new TerminalLines(parser, completion, history, session::cancel)) {
      return read(lines);
    }
  }

  private ExitCode read(Lines lines) {
    dialect.greeting().forEach(session.printer()::line);
    session.printer().flush();
    while (readsOn(lines) && !session.printer().isBroken()) {
      session.printer().flush();
    }
    session.printer().flush();
    return dialect instanceof NativeDialect own ? own.lastFailure() : ofOthers;
  }

  /** Carries out one line, unless it was the last, or the one before it. */
  private boolean readsOn(Lines lines) {
    try {
      Optional<String> line = lines.next(dialect.prompt());
      return line.isPresent() && dialect.carryOut(line.get());
    } catch (CharacterCodingException e) {
      ofOthers = ExitCode.USAGE;
      return dialect.refuse("the line is not UTF-8");
    }
  }
}
