package io.kvasir.edge.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands: what they are called, and which one a line of words means. */
public final class Commands {
  private static final String HELP = "help";

  private final CommandLine root;

  private Commands(CommandSpec root) {
    this.root = new CommandLine(root);
    this.root.setExpandAtFiles(false).setInterpolateVariables(false).setUsageHelpAutoWidth(false);
  }

  /** The commands of the command line, each of which can say where the server is. */
  public static Commands ofCommandLine() {
    CommandSpec root = CommandSpec.create().name("kvasir");
    root.usageMessage()
        .description("A distributed key-value store: server, shell and tools.")
        .footer(
            "",
            "kvasir server [--help] runs a node; so does kvasir alone.",
            "kvasir help <command> says more about a command.");
    List<Spec> all = new ArrayList<>(both());
    all.addAll(TransferCommands.all());
    all.add(BenchCommand.spec());
    all.add(
        Spec.of("shell", "Reads commands and carries them out.", (_, _) -> {})
            .option("--dialect", "<name>", "Answers as another's shell: conuredb or orchiddb.")
            .flag("--stop-on-error", "Ends at the first command that fails.")
            .option("--bucket", "<bucket>", "The bucket that keys are in."));
    all.forEach(spec -> add(root, common(spec.build(), true)));
    return new Commands(root);
  }

  /** The commands within a shell. */
  public static Commands ofShell() {
    CommandSpec root = CommandSpec.create().name("");
    both().forEach(spec -> add(root, common(spec.build(), false)));
    return new Commands(root);
  }

  private static List<Spec> both() {
    List<Spec> all = new ArrayList<>(KeyCommands.all());
    all.addAll(StreamCommands.all());
    all.addAll(BatchCommands.all());
    all.add(BucketCommands.all());
    all.addAll(AdminCommands.ofNode());
    all.add(AdminCommands.ofCluster());
    return all;
  }

  private static void add(CommandSpec root, CommandSpec command) {
    root.addSubcommand(command.name(), command);
  }

  /** What every command takes. */
  private static CommandSpec common(CommandSpec command, boolean anyServer) {
    command.addOption(Spec.valued("<format>", "table, json or raw.", "-o", "--output"));
    if (anyServer) {
      command.addOption(
          Spec.valued("<url>", "Servers, separated by commas (KVASIR_SERVER).", "--server"));
    }
    command.subcommands().values().forEach(sub -> common(sub.getCommandSpec(), anyServer));
    return command;
  }

  /** Whether a word is an option that all commands take, and may stand before them. */
  public static boolean isCommonOption(String word) {
    return LeadingOptions.isOne(word);
  }

  /** Finds out what a line of words means. */
  public Parsed parse(List<String> line) {
    LeadingOptions leading = LeadingOptions.of(line);
    List<String> words = leading.behindCommand(this::depth);
    if (words.isEmpty() && !line.isEmpty()) {
      return new Parsed.Misused("", "kvasir [--server=<url>] [-o <format>] <command>");
    }
    if (words.isEmpty() || words.equals(List.of("--help")) || words.equals(List.of("-h"))) {
      return new Parsed.Help(usage(root));
    }
    if (words.getFirst().equals(HELP)) {
      List<String> asked = new ArrayList<>(words.subList(1, words.size()));
      asked.add("--help");
      return parse(asked);
    }
    if (!root.getSubcommands().containsKey(words.getFirst())) {
      return new Parsed.Unknown(words.getFirst());
    }
    try {
      return meant(root.parseArgs(words.toArray(String[]::new)));
    } catch (ParameterException e) {
      return new Parsed.Misused(message(e), usageLine(e.getCommandLine().getCommandSpec()));
    }
  }

  private static Parsed meant(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    CommandSpec command = last.commandSpec();
    if (last.isUsageHelpRequested()) {
      return new Parsed.Help(usage(command.commandLine()));
    }
    Action action = (Action) command.userObject();
    return new Parsed.Ready(
        parsed.subcommand().commandSpec().name(), usageLine(command), action, new Arguments(last));
  }

  private static String message(ParameterException e) {
    return switch (e) {
      case MissingParameterException missing when isWord(missing) -> "";
      case UnmatchedArgumentException unmatched when unmatched.isUnknownOption() ->
          e.getMessage() + "; words that begin with - come after --";
      case UnmatchedArgumentException _ -> "";
      default -> String.valueOf(e.getMessage());
    };
  }

  private static boolean isWord(MissingParameterException e) {
    return !e.getMissing().isEmpty() && e.getMissing().getFirst().isPositional();
  }

  private static String usage(CommandLine command) {
    return command.getUsageMessage(Ansi.OFF).replaceFirst("^Usage: +", "Usage: ").stripTrailing();
  }

  /** A command's name and words. */
  private static String usageLine(CommandSpec command) {
    Stream<String> words = command.positionalParameters().stream().map(ArgSpec::paramLabel);
    return Stream.concat(Stream.of(command.qualifiedName().strip()), words)
        .collect(Collectors.joining(" "));
  }

  /** How many words at the beginning name a command. */
  private int depth(List<String> words) {
    CommandLine command = root;
    int depth = 0;
    for (String word : words) {
      command = command.getSubcommands().get(word);
      if (command == null) {
        return depth;
      }
      depth++;
    }
    return depth;
  }

  /** The names of all commands, in the order in which help lists them. */
  public List<String> names() {
    return List.copyOf(root.getSubcommands().keySet());
  }

  /** What may come next after some words: names of commands, or else options. */
  public List<String> following(List<String> words) {
    CommandLine command = root;
    for (String word : words) {
      CommandLine next = command.getSubcommands().get(word);
      if (next == null) {
        break;
      }
      command = next;
    }
    List<String> all = new ArrayList<>(command.getSubcommands().keySet());
    command.getCommandSpec().options().forEach(option -> all.add(option.longestName()));
    return all;
  }
}
