package io.kvasir.boot;

import io.kvasir.edge.cli.Tools;
import io.kvasir.edge.cli.command.Commands;
import io.kvasir.edge.cli.command.ExitCode;
import io.kvasir.edge.cli.server.ServerLine;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.security.Security;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Entry point of the {@code kvasir} program: a server, or with the name of another command first, a
 * tool, which starts nothing of the server.
 */
@QuarkusMain
public final class Main {
  /**
   * Quarkus would answer a malformed request target without a problem document; Kvasir checks it.
   */
  private static final String NO_URI_VALIDATION = "vertx.disableURIValidation";

  /** How long the addresses of a name are believed, and that it has none; JDK: 30 s and 10 s. */
  private static final String ADDRESS_SECONDS = "3";

  private static final String NO_ADDRESS_SECONDS = "1";

  private static final String SERVER = "server";
  private static final String OURS = "io.kvasir.";

  private Main() {}

  public static void main(String... args) {
    List<String> words = List.of(args);
    if (words.equals(List.of("--version")) || words.equals(List.of("-V"))) {
      say(Release.BUILT.line());
    } else if (words.isEmpty() || isFlag(words.getFirst())) {
      serve(words);
    } else if (words.getFirst().equals(SERVER)) {
      serve(words.subList(1, words.size()));
    } else {
      System.exit(Tools.run(words).code());
    }
  }

  /** A flag of the server, whose name need not be said. */
  private static boolean isFlag(String word) {
    return word.startsWith("-")
        && !word.equals("--help")
        && !word.equals("-h")
        && !Commands.isCommonOption(word);
  }

  private static void serve(List<String> flags) {
    if (!flags.isEmpty()) {
      apply(ServerLine.parse(Settings.all(), flags));
    }
    System.setProperty(NO_URI_VALIDATION, "true");
    Security.setProperty("networkaddress.cache.ttl", ADDRESS_SECONDS);
    Security.setProperty("networkaddress.cache.negative.ttl", NO_ADDRESS_SECONDS);
    StopRequests.listen();
    Quarkus.run(null, Main::exit);
  }

  /** System properties outdo the environment and files. */
  private static void apply(ServerLine line) {
    switch (line) {
      case ServerLine.Run(Map<String, String> settings) -> settings.forEach(System::setProperty);
      case ServerLine.Help(String text) -> {
        say(text);
        System.exit(ExitCode.DONE.code());
      }
      case ServerLine.Misused(String message) -> {
        System.err.println("kvasir: " + message + "; see kvasir server --help");
        System.exit(ExitCode.USAGE.code());
      }
    }
  }

  private static void say(String text) {
    System.out.println(text);
    if (System.out.checkError()) {
      System.err.println("kvasir: cannot write the output");
      System.exit(ExitCode.UNWRITTEN.code());
    }
  }

  /** Leaves the reason as the last line, below the stack traces that Quarkus writes. */
  private static void exit(Integer code, @Nullable Throwable failure) {
    if (failure != null) {
      System.err.println("kvasir: stopped: " + reason(failure));
    }
    System.exit(code);
  }

  /** What Kvasir itself says about it, else the root cause. */
  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !cause.getClass().getName().startsWith(OURS)) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null ? cause.toString() : message;
  }
}
