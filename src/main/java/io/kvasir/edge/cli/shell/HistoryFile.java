package io.kvasir.edge.cli.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where a shell remembers its lines: a file that only its user can read. */
final class HistoryFile {
  private static final String VARIABLE = "KVASIR_HISTORY";
  private static final String NAME = ".kvasir_history";
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  private HistoryFile() {}

  /** The file that the environment names, or one in the home; none when that name is empty. */
  static Optional<Path> of(Map<String, String> environment, String home) {
    String named = environment.get(VARIABLE);
    Path file = named == null ? Path.of(home, NAME) : Path.of(named);
    return named != null && named.isEmpty() ? Optional.empty() : prepared(file);
  }

  /** Nothing when it cannot be had: a shell without history is better than none. */
  private static Optional<Path> prepared(Path file) {
    try {
      if (Files.notExists(file)) {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER));
      }
      Files.setPosixFilePermissions(file, OWNER);
      return Optional.of(file);
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
