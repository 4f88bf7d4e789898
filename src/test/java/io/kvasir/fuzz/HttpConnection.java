package io.kvasir.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One connection to an HTTP server, kept as long as it keeps it. */
final class HttpConnection implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 70_000;

  private final URI server;
  private Optional<Socket> socket = Optional.empty();
  private InputStream in = InputStream.nullInputStream();

  HttpConnection(URI server) {
    this.server = server;
  }

  /**
   * An answer.
   *
   * @param headers by name in lower case
   * @param body of a stream of events: as far as its first bytes
   */
  record Reply(int status, TreeMap<String, String> headers, String body) {}

  /** Sends a request and reads its answer; on a connection of its own if the last one has ended. */
  Reply send(HttpRequests.Made request) throws IOException {
    boolean fresh = socket.isEmpty();
    try {
      return exchange(request);
    } catch (IOException e) {
      close();
      if (fresh) {
        throw e;
      }
      return exchange(request);
    }
  }

  private Reply exchange(HttpRequests.Made request) throws IOException {
    Socket open = open();
    byte[] head = request.head().getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head);
    all.writeBytes(request.body().toArray());
    open.getOutputStream().write(all.toByteArray());
    Reply reply = read(request.method().equals("HEAD"));
    if ("close".equalsIgnoreCase(reply.headers().get("connection")) || isStream(reply)) {
      close();
    }
    return reply;
  }

  private Socket open() throws IOException {
    if (socket.isEmpty()) {
      Socket fresh = new Socket();
      fresh.connect(new InetSocketAddress(server.getHost(), server.getPort()), TIMEOUT_MILLIS);
      fresh.setSoTimeout(TIMEOUT_MILLIS);
      fresh.setTcpNoDelay(true);
      socket = Optional.of(fresh);
      in = new BufferedInputStream(fresh.getInputStream());
    }
    return socket.get();
  }

  private static boolean isStream(Reply reply) {
    return reply.headers().getOrDefault("content-type", "").startsWith("text/event-stream");
  }

  private Reply read(boolean bodiless) throws IOException {
    String status = line();
    if (!status.startsWith("HTTP/1.1 ")) {
      throw new IOException("no status line but \"" + status + '"');
    }
    TreeMap<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    Reply reply = new Reply(Integer.parseInt(status.substring(9, 12)), headers, "");
    if (bodiless || isStream(reply) || reply.status() == 204 || reply.status() == 304) {
      return reply;
    }
    String body = new String(body(headers), StandardCharsets.UTF_8);
    return new Reply(reply.status(), headers, body);
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    if ("chunked".equals(headers.get("transfer-encoding"))) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
        body.writeBytes(in.readNBytes(size));
        line();
      }
      line();
      return body.toByteArray();
    }
    String length = headers.get("content-length");
    return length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int c = in.read();
    for (; c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    if (c < 0 && line.isEmpty()) {
      throw new IOException("the server has closed the connection");
    }
    return line.toString();
  }

  @Override
  public void close() {
    socket.ifPresent(
        open -> {
          try {
            open.close();
          } catch (IOException e) {
            // It is not used again.
          }
        });
    socket = Optional.empty();
  }
}
