package io.kvasir.edge.cli.command;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file cannot be read or written, as people say it. */
final class FileFault {
  private FileFault() {}

  /** The reason, without the name of the file. */
  static String reason(IOException fault) {
    return switch (fault) {
      case NoSuchFileException _ -> "there is no such place";
      case AccessDeniedException _ -> "that is not permitted";
      case FileAlreadyExistsException _ -> "there is a file in its place";
      case FileSystemException known when known.getReason() != null -> plain(known.getReason());
      default -> plain(String.valueOf(fault.getMessage()));
    };
  }

  /** As it stands within a sentence. */
  private static String plain(String reason) {
    return reason.isEmpty()
        ? "the system does not say why"
        : Character.toLowerCase(reason.charAt(0)) + reason.substring(1);
  }
}
