package io.kvasir.edge.cli.command;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Describes a command to picocli, without annotations: nothing is found by reflection, neither at
 * start nor in a native image.
 */
final class Spec {
  private final CommandSpec command;
  private int words;

  private Spec(CommandSpec command) {
    this.command = command;
  }

  static Spec of(String name, String description, Action action) {
    CommandSpec command = CommandSpec.wrapWithoutInspection(action).name(name);
    command.usageMessage().description(description).abbreviateSynopsis(true);
    command.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Says this.").build());
    return new Spec(command);
  }

  /** An option with a value. */
  Spec option(String name, String label, String description) {
    command.addOption(valued(label, description, name));
    return this;
  }

  static OptionSpec valued(String label, String description, String name, String... others) {
    return OptionSpec.builder(name, others)
        .paramLabel(label)
        .type(String.class)
        .arity("1")
        .description(description)
        .build();
  }

  /** An option without a value. */
  Spec flag(String name, String description) {
    command.addOption(
        OptionSpec.builder(name).type(boolean.class).arity("0").description(description).build());
    return this;
  }

  Spec alias(String name) {
    command.aliases(name);
    return this;
  }

  /** One word that must be there. */
  Spec word(String label, String description) {
    return positional(label, description, "1");
  }

  /** One word that may be there. */
  Spec optionalWord(String label, String description) {
    return positional(label, description, "0..1");
  }

  private Spec positional(String label, String description, String arity) {
    command.addPositional(
        PositionalParamSpec.builder()
            .index(Integer.toString(words++))
            .arity(arity)
            .required(arity.startsWith("1"))
            .paramLabel(label)
            .type(String.class)
            .description(description)
            .build());
    return this;
  }

  /** All the words that are left; at least one of them, or none. */
  Spec words(String label, String description, boolean needed) {
    command.addPositional(
        PositionalParamSpec.builder()
            .index(words++ + "..*")
            .arity(needed ? "1..*" : "0..*")
            .required(needed)
            .paramLabel(label)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description(description)
            .build());
    return this;
  }

  Spec sub(Spec other) {
    command.addSubcommand(other.command.name(), other.command);
    return this;
  }

  // What many commands take.

  Spec bucket() {
    return option("--bucket", "<bucket>", "The bucket; all of <key> is then the key.");
  }

  Spec writing() {
    return bucket()
        .option("-w", "<n>", "Durable copies to wait for: a number, majority or all.")
        .option("--timeout", "<millis>", "How long that may take.")
        .option("--context", "<context>", "What was seen of the key before (Kvasir-Context).");
  }

  Spec conditions() {
    return option("--if-match", "<tag>", "Only what has this tag; * is anything that is there.")
        .option("--if-none-match", "<tag>", "* is only where there is nothing.")
        .option("--idempotency-key", "<id>", "Carried out once, however often it is sent.");
  }

  Spec reading() {
    return bucket()
        .option("-r", "<n>", "Replicas to ask: a number, majority or all.")
        .option("--timeout", "<millis>", "How long that may take.")
        .option("--consistency", "<level>", "linearizable, session or stale.");
  }

  CommandSpec build() {
    return command;
  }
}
