package io.kvasir.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client of Server-Sent Events on a socket of its own, which reads what it is asked for only. */
public final class EventStream implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 60_000;

  /** So small that a server soon notices who does not read. */
  private static final int SMALL_BYTES = 16 << 10;

  /** What the system thinks fit. */
  private static final int ANY_BYTES = 0;

  /**
   * What came up to an empty line.
   *
   * @param id "" when it has none
   * @param name "" for a comment
   */
  public record Event(String id, String name, String data) {}

  private final Socket socket = new Socket();
  private final InputStream in;
  private final int status;
  private int chunkLeft;
  private String lastId;

  /**
   * Asks a node for {@code target}, and reads the headers of the answer.
   *
   * @param lastId where to go on; "" for where the target says
   */
  public EventStream(URI node, String target, String lastId) throws IOException {
    this(node, target, lastId, ANY_BYTES);
  }

  private EventStream(URI node, String target, String lastId, int receiveBytes) throws IOException {
    this.lastId = lastId;
    if (receiveBytes != ANY_BYTES) {
      socket.setReceiveBufferSize(receiveBytes);
    }
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress(node.getHost(), node.getPort()), TIMEOUT_MILLIS);
    String resume = lastId.isEmpty() ? "" : "Last-Event-ID: " + lastId + "\r\n";
    String head = "GET " + target + " HTTP/1.1\r\nHost: test\r\n" + resume + "\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
    in = new BufferedInputStream(socket.getInputStream());
    status = Integer.parseInt(plainLine().substring("HTTP/1.1 ".length(), 12));
    skipHeaders();
  }

  /** One whose connection holds little of what is not read. */
  public static EventStream slow(URI node, String target) throws IOException {
    return new EventStream(node, target, "", SMALL_BYTES);
  }

  private void skipHeaders() throws IOException {
    String line = plainLine();
    while (!line.isEmpty()) {
      line = plainLine();
    }
  }

  /** Of the answer; only with 200 there are events. */
  public int status() {
    return status;
  }

  /** Where another stream goes on. */
  public String lastId() {
    return lastId;
  }

  /** The next event, or comment with an id; throws {@link EOFException} at the end. */
  public Event next() throws IOException {
    String id = "";
    String name = "";
    StringBuilder data = new StringBuilder();
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (line.startsWith("id: ")) {
        id = line.substring("id: ".length());
      } else if (line.startsWith("event: ")) {
        name = line.substring("event: ".length());
      } else if (line.startsWith("data: ")) {
        data.append(line, "data: ".length(), line.length());
      }
    }
    lastId = id.isEmpty() ? lastId : id;
    return new Event(id, name, data.toString());
  }

  /** The next event that is none of those comments. */
  public Event nextEvent() throws IOException {
    Event event = next();
    while (event.name().isEmpty()) {
      event = next();
    }
    return event;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = bodyByte(); c != '\n'; c = bodyByte()) {
      line.write(c);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** The next byte of the chunked body (RFC 9112, section 7.1). */
  private int bodyByte() throws IOException {
    if (chunkLeft == 0) {
      chunkLeft = Integer.parseInt(plainLine(), 16);
      if (chunkLeft == 0) {
        throw new EOFException("the end of the stream");
      }
    }
    int next = plainByte();
    chunkLeft--;
    if (chunkLeft == 0) {
      plainLine();
    }
    return next;
  }

  private String plainLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = plainByte(); c != '\n'; c = plainByte()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private int plainByte() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("the connection ended");
    }
    return next;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
