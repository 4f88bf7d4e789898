package io.kvasir.edge.cli.shell;

import io.kvasir.edge.cli.command.Printer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lines of a pipe or a file, in UTF-8. */
final class PipedLines implements Lines {
  /** Bytes as characters: no line is lost with one that cannot be decoded. */
  private final BufferedReader in;

  private final Printer printer;
  private final boolean prompts;

  /**
   * @param prompts whether to write the prompt all the same
   */
  PipedLines(InputStream in, Printer printer, boolean prompts) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
    this.printer = printer;
    this.prompts = prompts;
  }

  @Override
  public Optional<String> next(String prompt) throws CharacterCodingException {
    printer.part(prompts ? prompt : "");
    String bytes = line();
    return bytes == null ? Optional.empty() : Optional.of(decoded(bytes));
  }

  private @Nullable String line() {
    try {
      return in.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String decoded(String bytes) throws CharacterCodingException {
    ByteBuffer line = ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1));
    return StandardCharsets.UTF_8.newDecoder().decode(line).toString();
  }

  @Override
  public void close() {
    printer.flush();
  }
}
