package io.kvasir.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node as a process of its own, on the JVM or native: the system property {@code kvasir.server}
 * names the jar or the binary.
 *
 * <p>HTTP is on a port that the system chooses. Each start writes its output to a file of its own
 * beside the data directory.
 */
public final class NodeProcess implements AutoCloseable {
  private static final Duration START_DEADLINE = Duration.ofMinutes(1);
  private static final Duration REQUEST_DEADLINE = Duration.ofSeconds(30);
  private static final int OK = 200;
  private static final long POLL_MILLIS = 10;
  private static final Pattern TCP = Pattern.compile("event=tcp_listening host=\\S+ port=(\\d+)");
  private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^\\s:]+:(\\d+)");

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(REQUEST_DEADLINE)
          .build();

  private final Launched launched;
  private final URI base;

  private NodeProcess(Launched launched, URI base) {
    this.launched = launched;
    this.base = base;
  }

  /**
   * Starts a node and waits until it is ready.
   *
   * @param folder where the node keeps its data ({@code data}) and its outputs
   * @param settings configuration beyond data directory and HTTP port
   * @throws IllegalStateException with the output when the node ends or is not ready in time
   */
  public static NodeProcess start(Path folder, Map<String, String> settings) {
    return start(folder, settings, Host.LOOPBACK);
  }

  /** Starts a node on a host and waits until it is ready. */
  static NodeProcess start(Path folder, Map<String, String> settings, Host host) {
    return ready(begin(folder, settings, host));
  }

  /** Starts a node on a JVM with options of its own, and waits until it is ready. */
  static NodeProcess start(Path folder, Map<String, String> settings, List<String> options) {
    return ready(begun(launch(folder, settings, Host.LOOPBACK, options), Host.LOOPBACK));
  }

  /** Starts a node on a host and waits until it can be asked. */
  static NodeProcess begin(Path folder, Map<String, String> settings, Host host) {
    return begun(launch(folder, settings, host, cached()), host);
  }

  private static NodeProcess ready(NodeProcess node) {
    try {
      node.awaitReady();
      return node;
    } catch (RuntimeException e) {
      node.kill();
      throw e;
    }
  }

  private static NodeProcess begun(Launched launched, Host host) {
    try {
      return new NodeProcess(launched, launched.awaitBase(host));
    } catch (RuntimeException e) {
      launched.process.destroyForcibly();
      throw e;
    }
  }

  /** Starts a node without waiting for it. */
  public static Launched launch(Path folder, Map<String, String> settings) {
    return launch(folder, settings, Host.LOOPBACK, cached());
  }

  private static List<String> cached() {
    String server = System.getProperty("kvasir.server");
    return server.endsWith(".jar")
        ? StartCache.of(Path.of(server)).map(file -> "-XX:AOTCache=" + file).stream().toList()
        : List.of();
  }

  private static Launched launch(
      Path folder, Map<String, String> settings, Host host, List<String> options) {
    try {
      Files.createDirectories(folder);
      Path output = Files.createTempFile(folder, "output-", ".log");
      Process process =
          new ProcessBuilder(command(folder, settings, host, options))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      return new Launched(process, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> command(
      Path folder, Map<String, String> settings, Host host, List<String> options) {
    String server = System.getProperty("kvasir.server");
    boolean jar = server.endsWith(".jar");
    List<String> command = new ArrayList<>(host.launcher());
    command.add(jar ? Path.of(System.getProperty("java.home"), "bin", "java").toString() : server);
    command.add("-Dkvasir.http.port=0");
    command.add("-Dkvasir.http.host=" + host.address());
    command.add("-Dkvasir.tcp.port=0");
    command.add("-Dkvasir.tcp.host=" + host.address());
    command.add("-Dkvasir.dialect.host=" + host.address());
    command.add("-Dkvasir.storage.directory=" + folder.resolve("data"));
    settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
    if (jar) {
      // Many processes that live for seconds share few processors: the second compiler never pays.
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
      command.addAll(options);
      command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-jar", server));
    }
    return command;
  }

  /** A process that may be starting, running or ended. */
  public record Launched(Process process, Path output) {
    /** What the process has written so far. */
    public String text() {
      try {
        return Files.readString(output);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Waits for the process to end by itself and returns its exit code. */
    public int awaitEnd() {
      if (!ended(START_DEADLINE.toMillis())) {
        process.destroyForcibly();
        throw new IllegalStateException("did not end in time:\n" + text());
      }
      return process.exitValue();
    }

    private URI awaitBase(Host host) {
      long end = System.nanoTime() + START_DEADLINE.toNanos();
      Matcher listening = LISTENING.matcher(text());
      while (!listening.find()) {
        if (ended(POLL_MILLIS) || System.nanoTime() > end) {
          throw new IllegalStateException("did not start:\n" + text());
        }
        listening = LISTENING.matcher(text());
      }
      return URI.create("http://" + host.address() + ":" + listening.group(1));
    }

    private boolean ended(long waitMillis) {
      try {
        return process.waitFor(waitMillis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  private void awaitReady() {
    long end = System.nanoTime() + START_DEADLINE.toNanos();
    while (get("/q/health/ready").statusCode() != OK) {
      if (launched.ended(POLL_MILLIS) || System.nanoTime() > end) {
        throw new IllegalStateException("not ready:\n" + launched.text());
      }
    }
  }

  /** The root of the node's HTTP interface, without a slash at the end. */
  public URI base() {
    return base;
  }

  /** The port of the client protocol, once the node is ready. */
  public int tcpPort() {
    return port(TCP);
  }

  /** The port that a dialect has of its own, once the node is ready. */
  public int dialectPort(String dialect) {
    return port(
        Pattern.compile("event=dialect_listening dialect=" + dialect + " host=\\S+ port=(\\d+)"));
  }

  /** Lines are written beside the work that they tell of, so one may come a little later. */
  private int port(Pattern told) {
    long end = System.nanoTime() + REQUEST_DEADLINE.toNanos();
    Matcher listening = told.matcher(output());
    while (!listening.find()) {
      if (launched.ended(POLL_MILLIS) || System.nanoTime() > end) {
        throw new IllegalStateException("no clients are listened for:\n" + output());
      }
      listening = told.matcher(output());
    }
    return Integer.parseInt(listening.group(1));
  }

  public HttpResponse<String> get(String path) {
    return send("GET", path, "");
  }

  /** Sends a request with a JSON body; {@code path} is already encoded. */
  public HttpResponse<String> send(String method, String path, String json) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, HttpRequest.BodyPublishers.ofString(json))
            .header("Content-Type", "application/json")
            .timeout(REQUEST_DEADLINE)
            .build();
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public long pid() {
    return launched.process.pid();
  }

  public boolean isAlive() {
    return launched.process.isAlive();
  }

  /** What the node has written so far. */
  public String output() {
    return launched.text();
  }

  /** Ends the node at once, as a crash would: {@code kill -9}. */
  public void kill() {
    launched.process.destroyForcibly();
    launched.awaitEnd();
  }

  /** Halts the node where it stands, sockets open: {@code SIGSTOP}. */
  public void pause() {
    signal("STOP");
  }

  /** Lets a paused node go on: {@code SIGCONT}. */
  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
      new Launched(kill, launched.output).awaitEnd();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks the node to stop ({@code SIGTERM}) and returns its exit code. */
  public int stop() {
    ask();
    return launched.awaitEnd();
  }

  /** Asks the node to stop and does not wait for it. */
  void ask() {
    launched.process.destroy();
  }

  /** Stops the node if it still runs. */
  @Override
  public void close() {
    if (launched.process.isAlive()) {
      stop();
    }
  }
}
