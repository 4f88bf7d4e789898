package io.kvasir.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The program as a tool that ran to its end: the system property {@code kvasir.server} names its
 * jar or binary.
 *
 * @param out what it wrote on the standard output
 * @param err and on the standard error
 */
record ToolRun(int code, String out, String err) {
  private static final int SECONDS = 90;

  /**
   * Runs a command.
   *
   * @param folder where its output is kept meanwhile
   * @param servers whom it is to ask
   */
  static ToolRun of(Path folder, String servers, String... words)
      throws IOException, InterruptedException {
    return begin(folder, servers, words).await();
  }

  /** Begins one. */
  static Begun begin(Path folder, String servers, String... words) throws IOException {
    return begin(folder, servers, command(words));
  }

  /**
   * Begins one that may have so many files and sockets open at most.
   *
   * @param files enough for a JVM
   */
  static Begun beginWithin(int files, Path folder, String servers, String... words)
      throws IOException {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "ulimit -n " + files + " && exec \"$@\"", "limited"));
    command.addAll(command(words));
    return begin(folder, servers, command);
  }

  private static Begun begin(Path folder, String servers, List<String> command) throws IOException {
    Path out = Files.createTempFile(folder, "tool-", ".out");
    Path err = Files.createTempFile(folder, "tool-", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("KVASIR_SERVER", servers);
    return new Begun(builder.start(), out, err);
  }

  /** A tool that may be under way. */
  record Begun(Process process, Path out, Path err) {
    /** Asks it to end, as Ctrl-C does. */
    void ask() {
      process.destroy();
    }

    ToolRun await() throws IOException, InterruptedException {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("does not end:\n" + Files.readString(out) + Files.readString(err));
      }
      return new ToolRun(process.exitValue(), Files.readString(out), Files.readString(err));
    }
  }

  private static List<String> command(String... words) {
    String program = System.getProperty("kvasir.server");
    List<String> command = new ArrayList<>();
    if (program.endsWith(".jar")) {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
      StartCache.of(Path.of(program)).ifPresent(cache -> command.add("-XX:AOTCache=" + cache));
      command.add("-jar");
    }
    command.add(program);
    command.addAll(List.of(words));
    return command;
  }
}
