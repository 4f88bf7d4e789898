package io.kvasir.edge.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file with what a command found out. */
final class ResultFile {
  private ResultFile() {}

  static void write(String name, String text) throws Failed {
    Path file = TransferCommands.path(name);
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new Failed(ExitCode.UNWRITTEN, "cannot write " + file + ": " + e);
    }
  }
}
