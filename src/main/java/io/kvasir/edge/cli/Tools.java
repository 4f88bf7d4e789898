package io.kvasir.edge.cli;

import io.kvasir.edge.cli.client.Servers;
import io.kvasir.edge.cli.command.Commands;
import io.kvasir.edge.cli.command.ExitCode;
import io.kvasir.edge.cli.command.Failed;
import io.kvasir.edge.cli.command.Parsed;
import io.kvasir.edge.cli.command.Printer;
import io.kvasir.edge.cli.command.Session;
import io.kvasir.edge.cli.shell.Shell;
import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The program, when it is not a server. */
public final class Tools {
  private static final int BUFFER_BYTES = 65_536;
  private static final String SERVER = "KVASIR_SERVER";
  private static final String LOCAL = "http://localhost:4001";

  private final Map<String, String> environment;
  private final InputStream in;
  private final Printer printer;
  private final boolean terminal;

  /**
   * @param environment variables of the process
   * @param terminal whether people read and write here
   */
  Tools(Map<String, String> environment, InputStream in, Printer printer, boolean terminal) {
    this.environment = environment;
    this.in = in;
    this.printer = printer;
    this.terminal = terminal;
  }

  /** Carries out one command line with the streams of this process. */
  public static ExitCode run(List<String> words) {
    boolean terminal = isTerminal();
    boolean colours = !System.getenv().containsKey("NO_COLOR");
    Printer printer =
        new Printer(stream(FileDescriptor.out), stream(FileDescriptor.err), terminal, colours);
    Tools tools = new Tools(System.getenv(), System.in, printer, terminal);
    return RawWords.ofProcess(words)
        .map(tools::carryOut)
        .orElseGet(() -> tools.misused("the command line is not UTF-8", "Nothing was done."));
  }

  /** Whether people read and write here. */
  @SuppressWarnings("SystemConsoleNull") // There is none in an image without the module of one.
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** UTF-8 whatever the locale is: values are. */
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), BUFFER_BYTES),
        false,
        StandardCharsets.UTF_8);
  }

  /** Carries out a command; that what it says cannot be written is a failure as well. */
  ExitCode carryOut(List<String> words) {
    ExitCode code = understood(words);
    if (!printer.isBroken()) {
      return code;
    }
    printer.error("kvasir: cannot write the output: no space is left, or nobody reads it");
    return code == ExitCode.DONE ? ExitCode.UNWRITTEN : code;
  }

  private ExitCode understood(List<String> words) {
    return switch (Commands.ofCommandLine().parse(words)) {
      case Parsed.Help(String text) -> {
        printer.line(text);
        yield ExitCode.DONE;
      }
      case Parsed.Unknown(String word) -> misused("no such command: " + word, "See kvasir --help");
      case Parsed.Misused(String message, String usage) -> {
        yield misused(message, "Usage: " + usage);
      }
      case Parsed.Ready ready -> carryOut(ready);
    };
  }

  private ExitCode misused(String message, String usage) {
    if (!message.isEmpty()) {
      printer.error("kvasir: " + message);
    }
    printer.error(usage);
    return ExitCode.USAGE;
  }

  private ExitCode carryOut(Parsed.Ready command) {
    try {
      command.choose(printer);
      return run(command, new Session(servers(command), printer, Optional.of(in)));
    } catch (IllegalArgumentException e) {
      return misused(String.valueOf(e.getMessage()), "Say where a node is with --server");
    } catch (Failed e) {
      if (String.valueOf(e.getMessage()).isEmpty()) {
        return misused("", "Usage: " + command.usage());
      }
      printer.failure("kvasir: ", e);
      return e.code();
    }
  }

  private ExitCode run(Parsed.Ready command, Session session) throws Failed {
    if (command.name().equals("shell")) {
      return shell(command);
    }
    command.run(session);
    return ExitCode.DONE;
  }

  private ExitCode shell(Parsed.Ready command) throws Failed {
    Session session =
        new Session(servers(command), printer.withErrorsAmongAnswers(), Optional.empty());
    session.use(command.option("--bucket"));
    Optional<String> dialect = command.option("--dialect");
    Shell shell =
        dialect.isEmpty()
            ? Shell.own(session, command.has("--stop-on-error"))
            : Shell.like(dialect.get(), session)
                .orElseThrow(
                    () ->
                        new Failed(
                            ExitCode.USAGE, "No such dialect; there are conuredb and orchiddb"));
    return terminal
        ? shell.readTerminal(environment, System.getProperty("user.home", "."))
        : shell.read(in);
  }

  private Servers servers(Parsed.Ready command) {
    return Servers.parse(
        command
            .option("--server")
            .or(() -> Optional.ofNullable(environment.get(SERVER)))
            .orElse(LOCAL));
  }
}
