package io.kvasir.edge.cli.server;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command line of a server. */
public sealed interface ServerLine {
  /** Run, with settings by their property names that outdo all others. */
  record Run(Map<String, String> settings) implements ServerLine {
    public Run {
      settings = Map.copyOf(settings);
    }
  }

  /** Only say what there is. */
  record Help(String text) implements ServerLine {}

  /** It makes no sense. */
  record Misused(String message) implements ServerLine {}

  /** Reads the words after {@code server}. */
  static ServerLine parse(List<Setting> settings, List<String> words) {
    CommandLine line = new CommandLine(spec(settings));
    line.setExpandAtFiles(false).setInterpolateVariables(false);
    try {
      ParseResult parsed = line.parseArgs(words.toArray(String[]::new));
      return parsed.isUsageHelpRequested()
          ? new Help(line.getUsageMessage(Ansi.OFF).stripTrailing())
          : new Run(said(settings, parsed));
    } catch (ParameterException e) {
      return new Misused(String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, String> said(List<Setting> settings, ParseResult parsed) {
    Map<String, String> said = new TreeMap<>();
    for (Setting setting : settings) {
      if (parsed.hasMatchedOption(setting.flag())) {
        said.put(setting.property(), parsed.matchedOptionValue(setting.flag(), ""));
      }
    }
    return said;
  }

  private static CommandSpec spec(List<Setting> settings) {
    CommandSpec spec = CommandSpec.create().name("kvasir server");
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .sortOptions(true)
        .description(
            "Runs a node until it is told to stop.",
            "",
            "Each setting is a flag, an environment variable or a property: --http-port=4001,",
            "KVASIR_HTTP_PORT=4001, or kvasir.http.port=4001 in config/application.properties.",
            "Flags outdo the environment, the environment the file, the file the default.",
            "");
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Says this.").build());
    settings.forEach(setting -> spec.addOption(option(setting)));
    return spec;
  }

  private static OptionSpec option(Setting setting) {
    return OptionSpec.builder(setting.flag())
        .paramLabel(setting.values())
        .type(String.class)
        .arity("1")
        .description(
            setting.meaning(),
            setting.byDefault().map(value -> "Default: " + value).orElse("No default."))
        .build();
  }
}
