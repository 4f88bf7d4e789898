package io.kvasir.dialect;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The program as a tool, a process that is talked to through pipes: the system property {@code
 * kvasir.server} names its jar or binary.
 */
final class Tool implements AutoCloseable {
  private static final int SECONDS = 60;

  private final Process process;
  private final StringBuilder heard = new StringBuilder();

  /** One that takes too long is ended, and whoever reads what it says with it. */
  private Tool(Process process) {
    this.process = process;
    CompletableFuture<Process> _ =
        process
            .onExit()
            .orTimeout(SECONDS, TimeUnit.SECONDS)
            .whenComplete((_, late) -> endIf(late != null));
  }

  private void endIf(boolean late) {
    if (late) {
      process.destroyForcibly();
    }
  }

  /** Starts it with words behind its name, and the servers that it is to ask. */
  static Tool start(String servers, String... words) {
    ProcessBuilder builder = new ProcessBuilder(command(words)).redirectErrorStream(true);
    builder.environment().put("KVASIR_SERVER", servers);
    try {
      return new Tool(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(String... words) {
    String program = System.getProperty("kvasir.server");
    List<String> command = new ArrayList<>();
    if (program.endsWith(".jar")) {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar"));
    }
    command.add(program);
    command.addAll(List.of(words));
    return command;
  }

  /** Writes all of its input, and returns all that it writes until it ends. */
  String run(String input) throws Exception {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Waits for its end. */
  int code() throws InterruptedException {
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("does not end; said so far:\n" + heard);
    }
    return process.exitValue();
  }

  /**
   * Writes a line as at a terminal, which shows it, and reads until it is asked for the next.
   *
   * @param prompt what it asks with, at the beginning of a line
   */
  void say(String line, String prompt) throws IOException {
    hear(prompt);
    OutputStream in = process.getOutputStream();
    in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
    heard.append(line).append('\n');
  }

  /** Reads until it asks; nothing was said before when that is all there is. */
  private void hear(String prompt) throws IOException {
    int from = heard.length();
    InputStream out = process.getInputStream();
    while (!asks(from, prompt)) {
      int b = out.read();
      if (b < 0) {
        throw new IOException("it ended:\n" + heard);
      }
      heard.append((char) b);
    }
  }

  /** Reads the next line that it writes, waiting for it. */
  String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    InputStream out = process.getInputStream();
    for (int b = out.read(); b != '\n'; b = out.read()) {
      if (b < 0) {
        throw new EOFException("it ended with: " + line.toString(StandardCharsets.UTF_8));
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private boolean asks(int from, String prompt) {
    String said = heard.substring(from);
    boolean first = from == 0 && said.equals(prompt);
    return first || said.endsWith("\n" + prompt);
  }

  /** All that was to be seen, when it has ended. */
  String transcript() throws Exception {
    heard.append(run(""));
    return heard.toString();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
