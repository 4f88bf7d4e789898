package io.kvasir.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends a byte of its request now and then, and never the last. */
final class Loris implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket = new Socket();
  private boolean isEnded;

  /**
   * @param begin what it sends at once
   */
  Loris(InetSocketAddress server, String begin) throws IOException {
    socket.connect(server, PATIENCE_MILLIS);
    socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
  }

  /** Sends one byte more, unless the server has ended the connection. */
  boolean dribble() {
    try {
      socket.getOutputStream().write('x');
    } catch (IOException gone) {
      isEnded = true;
    }
    return !isEnded;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
