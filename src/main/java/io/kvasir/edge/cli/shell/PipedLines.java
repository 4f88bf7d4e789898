package io.kvasir.edge.cli.shell;

import io.kvasir.edge.cli.command.Printer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Lines of a pipe or a file. */
final class PipedLines implements Lines {
  private final BufferedReader in;
  private final Printer printer;
  private final boolean prompts;

  /**
   * @param prompts whether to write the prompt all the same
   */
  PipedLines(InputStream in, Printer printer, boolean prompts) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.printer = printer;
    this.prompts = prompts;
  }

  @Override
  public Optional<String> next(String prompt) {
    printer.part(prompts ? prompt : "");
    try {
      return Optional.ofNullable(in.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    printer.flush();
  }
}
