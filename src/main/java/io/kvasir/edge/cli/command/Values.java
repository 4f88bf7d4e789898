package io.kvasir.edge.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Where values and documents come from that are too long, or too secret, for a command line. */
final class Values {
  private static final int LIMIT = 64 << 20;

  private Values() {}

  /** Reads the file that {@code --file} names, else the standard input. */
  static byte[] read(Arguments arguments, Session session) throws Failed {
    Optional<String> file = arguments.option("--file");
    if (file.isEmpty() && session.in().isEmpty()) {
      throw new Failed(ExitCode.USAGE, "");
    }
    try (InputStream in = file.isPresent() ? open(file.get()) : session.in().orElseThrow()) {
      byte[] bytes = in.readNBytes(LIMIT + 1);
      if (bytes.length > LIMIT) {
        throw new Failed(ExitCode.REFUSED, "That is more than 64 MiB, too large for any server");
      }
      return bytes;
    } catch (IOException e) {
      throw new Failed(ExitCode.USAGE, "Cannot read: " + e.getMessage());
    }
  }

  private static InputStream open(String file) throws Failed, IOException {
    try {
      return Files.newInputStream(Path.of(file));
    } catch (InvalidPathException e) {
      throw new Failed(ExitCode.USAGE, "No file name: " + file);
    } catch (NoSuchFileException e) {
      throw new Failed(ExitCode.USAGE, "No such file: " + file);
    }
  }
}
