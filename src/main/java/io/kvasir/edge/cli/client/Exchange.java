package io.kvasir.edge.cli.client;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** HTTP/1.1 (RFC 9112) over one connection: a request out, the head of its answer in. */
final class Exchange {
  private static final int SILENCE_MILLIS = Request.LONGEST_MILLIS;
  private static final int LINE_BYTES = 65_536;
  private static final int HEADERS = 200;
  private static final int INTERIM = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private final Server server;
  private final Socket socket;

  Exchange(Server server, Socket socket) {
    this.server = server;
    this.socket = socket;
  }

  /**
   * Sends a request and reads the head of what is answered.
   *
   * @throws IOException when the connection ends before, or nothing comes for as long as the
   *     request may wait; within the body, for 65 seconds
   */
  Reply carryOut(Request request) throws IOException {
    socket.setSoTimeout(request.patienceMillis());
    OutputStream out = socket.getOutputStream();
    out.write(request.head(server.authority()));
    out.write(request.body());
    out.flush();
    InputStream in = new BufferedInputStream(socket.getInputStream());
    int status = status(line(in));
    Map<String, String> headers = headers(in);
    while (status < INTERIM) {
      status = status(line(in));
      headers = headers(in);
    }
    socket.setSoTimeout(SILENCE_MILLIS);
    return new Reply(server, status, headers, closing(body(status, headers, in)));
  }

  private static int status(String line) throws IOException {
    String[] parts = line.split(" ", 3);
    if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !parts[1].matches("[1-5]\\d\\d")) {
      throw new ProtocolException("that is no HTTP server");
    }
    return Integer.parseInt(parts[1]);
  }

  private static Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon < 1 || headers.size() == HEADERS) {
        throw new ProtocolException("malformed headers");
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.putIfAbsent(name, line.substring(colon + 1).strip());
    }
    return headers;
  }

  private static InputStream body(int status, Map<String, String> headers, InputStream in)
      throws IOException {
    if (status == NO_CONTENT || status == NOT_MODIFIED) {
      return InputStream.nullInputStream();
    }
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      return new ChunkedBody(in);
    }
    String length = headers.get("content-length");
    return length == null ? in : new SizedBody(in, length(length));
  }

  private static long length(String text) throws IOException {
    if (!text.matches("\\d{1,18}")) {
      throw new ProtocolException("malformed length");
    }
    return Long.parseLong(text);
  }

  private InputStream closing(InputStream body) {
    return new FilterInputStream(body) {
      @Override
      public void close() throws IOException {
        socket.close();
      }
    };
  }

  /** Reads up to the end of a line. */
  static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection ended");
      }
      if (line.length() == LINE_BYTES) {
        throw new ProtocolException("a line is too long");
      }
      line.append((char) b);
    }
    int length = line.length();
    boolean carriageReturn = length > 0 && line.charAt(length - 1) == '\r';
    line.setLength(carriageReturn ? length - 1 : length);
    byte[] bytes = line.toString().getBytes(StandardCharsets.ISO_8859_1);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
