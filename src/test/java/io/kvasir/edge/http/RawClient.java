package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvasir.core.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP/1.1 client that sends request targets, headers and bodies just as it is told: real
 * clients normalise what these tests are about. One connection per request.
 */
final class RawClient {
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final int port;

  RawClient(int port) {
    this.port = port;
  }

  /** Of a node that has just started, once it serves requests. */
  static RawClient ofReady(URI node) {
    RawClient client = new RawClient(node.getPort());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    for (Reply ready = client.get("/readyz");
        ready.status() != 200;
        ready = client.get("/readyz")) {
      assertThat(System.nanoTime()).as(ready.text()).isLessThan(deadline);
    }
    return client;
  }

  /**
   * An answer.
   *
   * @param headers by name in lower case
   */
  record Reply(int status, Map<String, String> headers, Bytes body) {
    String text() {
      return body.asUtf8();
    }

    JsonNode json() {
      try {
        return MAPPER.readTree(body.toArray());
      } catch (IOException e) {
        throw new UncheckedIOException("not JSON: " + text(), e);
      }
    }

    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  Reply get(String target, String... headers) {
    return send("GET", target, new byte[0], headers);
  }

  Reply delete(String target) {
    return send("DELETE", target, new byte[0]);
  }

  Reply post(String target, String json) {
    return send("POST", target, utf8(json), "Content-Type: application/json");
  }

  Reply put(String target, String json) {
    return send("PUT", target, utf8(json), "Content-Type: application/json");
  }

  /** Sends a request with a Content-Length, if it has a body. */
  Reply send(String method, String target, byte[] body, String... headers) {
    StringBuilder head = head(method, target, headers);
    if (body.length > 0) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    return exchange(head, List.of(body), method.equals("HEAD"));
  }

  /** Sends a head as it is. */
  Reply verbatim(String... lines) {
    return exchange(new StringBuilder(String.join("\r\n", lines)).append("\r\n"), List.of(), false);
  }

  /** Sends a request whose body comes in chunks, without a Content-Length. */
  Reply sendChunked(String method, String target, List<byte[]> chunks, String... headers) {
    StringBuilder head = head(method, target, headers).append("Transfer-Encoding: chunked\r\n");
    return exchange(head, chunks.stream().map(RawClient::framed).toList(), false);
  }

  private static byte[] framed(byte[] chunk) {
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    framed.writeBytes(utf8(Integer.toHexString(chunk.length) + "\r\n"));
    framed.writeBytes(chunk);
    framed.writeBytes(utf8("\r\n"));
    return framed.toByteArray();
  }

  private static StringBuilder head(String method, String target, String... headers) {
    StringBuilder head =
        new StringBuilder(method)
            .append(' ')
            .append(target)
            .append(" HTTP/1.1\r\nHost: test\r\nConnection: close\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head;
  }

  private Reply exchange(StringBuilder head, List<byte[]> parts, boolean bodiless) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket
          .getOutputStream()
          .write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
      write(socket, parts);
      return read(socket.getInputStream(), bodiless);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server that refuses a body may close before it is all sent; its answer counts. */
  private static void write(Socket socket, List<byte[]> parts) {
    try {
      for (byte[] part : parts) {
        socket.getOutputStream().write(part);
      }
      socket.getOutputStream().flush();
    } catch (IOException refused) {
      return;
    }
  }

  private static Reply read(InputStream in, boolean bodiless) throws IOException {
    String status = line(in);
    if (!status.startsWith("HTTP/1.1 ")) {
      throw new IOException("no status line but \"" + status + '"');
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int code = Integer.parseInt(status.substring(9, 12));
    if (code == 100) {
      return read(in, bodiless);
    }
    byte[] body = bodiless ? in.readAllBytes() : body(in, headers);
    return new Reply(code, headers, Bytes.copyOf(body));
  }

  private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
    if ("chunked".equals(headers.get("transfer-encoding"))) {
      return chunks(in);
    }
    String length = headers.get("content-length");
    return length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = size(in); size > 0; size = size(in)) {
      body.writeBytes(in.readNBytes(size));
      line(in);
    }
    return body.toByteArray();
  }

  private static int size(InputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A target's segment that stands for {@code text}, with every byte encoded. */
  static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : utf8(text)) {
      encoded.append("%%%02X".formatted(b));
    }
    return encoded.toString();
  }
}
