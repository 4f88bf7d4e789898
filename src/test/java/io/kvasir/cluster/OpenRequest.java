package io.kvasir.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.List;

/** A request whose head has arrived and whose body comes when it is told to. */
final class OpenRequest implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final String BODY = "{\"value\":\"late\"}";

  private final Socket socket;

  /** Begins a write, and returns when the node has asked for the rest. */
  OpenRequest(NodeProcess node, String path) {
    try {
      socket = new Socket(node.base().getHost(), node.base().getPort());
      socket.setSoTimeout(PATIENCE_MILLIS);
      List<String> head =
          List.of(
              "PUT " + path + " HTTP/1.1",
              "Host: kvasir",
              "Content-Type: application/json",
              "Expect: 100-continue",
              "Content-Length: " + BODY.length(),
              "",
              "");
      socket.getOutputStream().write(String.join("\r\n", head).getBytes(US_ASCII));
      String interim =
          new String(socket.getInputStream().readNBytes("HTTP/1.1 100".length()), US_ASCII);
      if (!interim.endsWith("100")) {
        throw new IllegalStateException("not asked for the rest: " + interim);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends the rest and returns all that the node answers until it hangs up. */
  String finish() {
    try {
      socket.getOutputStream().write(BODY.getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
