package io.kvasir.edge.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server that gives the answers it was told to, one per connection, byte by byte as they are; an
 * empty one hangs up. It remembers what it was asked.
 */
public final class StubServer implements AutoCloseable {
  private final ServerSocket listening;
  private final Deque<String> answers = new ArrayDeque<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  public StubServer() {
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::serve);
  }

  /** A port that nobody listens on, nor can while the tests run: it stays bound. */
  public static String nobody() {
    return "http://127.0.0.1:" + Unheard.SOCKET.getLocalPort();
  }

  private static final class Unheard {
    static final Socket SOCKET = bound();

    private static Socket bound() {
      try {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return socket;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public String url() {
    return "http://127.0.0.1:" + listening.getLocalPort();
  }

  /** The next answer, as it goes over the wire. */
  public synchronized StubServer answers(String bytes) {
    answers.add(bytes);
    return this;
  }

  /** The next answer, a JSON document. */
  public StubServer answers(int status, String json) {
    String type = status < 400 ? "application/json" : "application/problem+json";
    int length = json.getBytes(StandardCharsets.UTF_8).length;
    return answers(
        "HTTP/1.1 %d Whatever\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(status, type, length, json));
  }

  /** Requests in the order in which they came: heads, and bodies behind empty lines. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  private void serve() {
    try {
      while (!listening.isClosed()) {
        answer(listening.accept());
      }
    } catch (SocketException e) {
      asked.add("closed");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(Socket socket) throws IOException {
    try (socket) {
      asked.add(request(new BufferedInputStream(socket.getInputStream())));
      socket.getOutputStream().write(next().getBytes(StandardCharsets.UTF_8));
    }
  }

  private synchronized String next() {
    return answers.size() > 1 ? answers.remove() : answers.element();
  }

  private static String request(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    int at = head.indexOf("Content-Length: ");
    int length = at < 0 ? 0 : Integer.parseInt(head.substring(at + 16).split("\r", 2)[0]);
    return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
