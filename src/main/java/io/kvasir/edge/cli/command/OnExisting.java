package io.kvasir.edge.cli.command;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an import does with keys that are there already. */
enum OnExisting {
  /** Leaves them as they are, and counts those that hold something else. */
  SKIP,
  OVERWRITE,
  /** Ends. */
  FAIL;

  static OnExisting of(Optional<String> word) throws Failed {
    String name = word.orElse("fail");
    return Arrays.stream(values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() -> new Failed(ExitCode.USAGE, "--on-existing is skip, overwrite or fail"));
  }
}
