package io.kvasir.edge.cli.command;

import java.util.Optional;

/** What a line of words turned out to be. */
public sealed interface Parsed {
  /** Somebody wants to know. */
  record Help(String text) implements Parsed {}

  /** There is no such command. */
  record Unknown(String word) implements Parsed {}

  /**
   * A command that is used wrongly.
   *
   * @param message why; empty when there are too few or too many words
   * @param usage how it is used: its name and words, without options
   */
  record Misused(String message, String usage) implements Parsed {}

  /** A command that can be carried out. */
  final class Ready implements Parsed {
    private final String name;
    private final Action action;
    private final Arguments arguments;
    private final String usage;

    Ready(String name, String usage, Action action, Arguments arguments) {
      this.name = name;
      this.usage = usage;
      this.action = action;
      this.arguments = arguments;
    }

    /** The first word: the command's name, or that of those it belongs to. */
    public String name() {
      return name;
    }

    /** How it is used: its name and words, without options. */
    public String usage() {
      return usage;
    }

    /** Has answers shown as this command says, if it does. */
    public void choose(Printer printer) throws Failed {
      Optional<String> name = option("--output");
      if (name.isPresent()) {
        Optional<Format> format = Format.named(name.get());
        printer.format(
            format.orElseThrow(
                () -> new Failed(ExitCode.USAGE, "There are table, json and raw to be shown")));
      }
    }

    /** The value of an option, if it was given. */
    public Optional<String> option(String option) {
      return arguments.option(option);
    }

    public boolean has(String option) {
      return arguments.has(option);
    }

    public void run(Session session) throws Failed {
      session.begin();
      action.run(arguments, session);
    }
  }
}
