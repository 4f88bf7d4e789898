package io.kvasir.edge.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where values and documents come from that are too long, or too secret, for a command line. */
final class Values {
  private static final int LIMIT = 64 << 20;

  private Values() {}

  /**
   * What the words behind the first say; nothing where it lies in a file or comes from the standard
   * input.
   */
  static Optional<String> said(Arguments arguments) throws Failed {
    List<String> words = arguments.words(1);
    if (!words.isEmpty() && arguments.option("--file").isPresent()) {
      throw new Failed(ExitCode.USAGE, "Either words or --file, not both");
    }
    return words.isEmpty() || words.equals(List.of("-"))
        ? Optional.empty()
        : Optional.of(String.join(" ", words));
  }

  /** What is said, else what is read, as text. */
  static String document(Arguments arguments, Session session) throws Failed {
    Optional<String> said = said(arguments);
    if (said.isPresent()) {
      return said.get();
    }
    try {
      ByteBuffer read = ByteBuffer.wrap(read(arguments, session));
      return StandardCharsets.UTF_8.newDecoder().decode(read).toString();
    } catch (CharacterCodingException e) {
      throw new Failed(ExitCode.USAGE, "That is not UTF-8");
    }
  }

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
      throw new Failed(ExitCode.USAGE, "Cannot read: " + FileFault.reason(e));
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
