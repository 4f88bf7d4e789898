package io.kvasir.edge.cli.bench;

import io.kvasir.edge.cli.bench.protocol.Endpoint;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** Addresses, and the ends of sockets. */
final class Sockets {
  private Sockets() {}

  static InetSocketAddress address(Endpoint endpoint) {
    return new InetSocketAddress(endpoint.bareHost(), endpoint.port());
  }

  /** Whether somebody listens there. */
  static boolean listens(Endpoint endpoint, Duration timeout) {
    try (Socket socket = new Socket()) {
      socket.connect(address(endpoint), (int) timeout.toMillis());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static void close(Closeable one) {
    try {
      one.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
