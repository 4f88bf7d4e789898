package io.kvasir.edge.cli.bench;

import io.kvasir.edge.cli.bench.protocol.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends the same bytes whenever some have come, so often as it was told; then it ends. */
final class RawServer implements AutoCloseable {
  private final ServerSocket listening;
  private final byte[] answer;
  private final int most;
  private final AtomicInteger answered = new AtomicInteger();
  private final Collection<Socket> taken = new ConcurrentLinkedQueue<>();

  /**
   * @param answer to what is read at once; empty for none
   * @param most how many answers are given before it ends
   */
  RawServer(byte[] answer, int most) {
    this.answer = answer.clone();
    this.most = most;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::serve);
  }

  Endpoint endpoint(String scheme) {
    return new Endpoint(scheme, "127.0.0.1", listening.getLocalPort(), "/");
  }

  int answered() {
    return answered.get();
  }

  private void serve() {
    try {
      while (true) {
        Socket socket = listening.accept();
        taken.add(socket);
        Thread.ofVirtual().start(() -> talk(socket));
      }
    } catch (IOException e) {
      close();
    }
  }

  private void talk(Socket socket) {
    byte[] read = new byte[65_536];
    try (socket) {
      while (socket.getInputStream().read(read) > 0) {
        if (answered.incrementAndGet() > most) {
          close();
          return;
        }
        socket.getOutputStream().write(answer);
      }
    } catch (IOException e) {
      taken.remove(socket);
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : taken) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
