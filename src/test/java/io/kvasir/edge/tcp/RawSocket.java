package io.kvasir.edge.tcp;

import io.kvasir.edge.tcp.proto.ClientProto.GetRequest;
import io.kvasir.edge.tcp.proto.ClientProto.HelloRequest;
import io.kvasir.edge.tcp.proto.ClientProto.PutRequest;
import io.kvasir.edge.tcp.proto.ClientProto.Request;
import io.kvasir.edge.tcp.proto.ClientProto.Response;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/** One connection: bytes as they are given, and responses in the order in which they come. */
final class RawSocket implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  private final Socket socket;
  private final DataInputStream in;

  RawSocket(int port) {
    this(port, 0);
  }

  /**
   * @param receiveBytes of what came and was not read, about; 0 for as the system has it
   */
  RawSocket(int port, int receiveBytes) {
    try {
      socket = new Socket();
      if (receiveBytes > 0) {
        socket.setReceiveBufferSize(receiveBytes);
      }
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      in = new DataInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] frame(byte[] body) {
    return ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body).array();
  }

  static Request get(int id, String key) {
    return Request.newBuilder()
        .setRequestId(id)
        .setGet(GetRequest.newBuilder().setKey(key))
        .build();
  }

  static Request put(int id, String key) {
    return Request.newBuilder()
        .setRequestId(id)
        .setPut(PutRequest.newBuilder().setKey(key))
        .build();
  }

  static Request hello(int id) {
    return Request.newBuilder()
        .setRequestId(id)
        .setHello(HelloRequest.newBuilder().setVersion(1).setOutOfOrder(true))
        .build();
  }

  RawSocket send(Request... requests) {
    for (Request request : requests) {
      write(frame(request.toByteArray()));
    }
    return this;
  }

  RawSocket write(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Response read() {
    try {
      return Response.parseFrom(in.readNBytes(in.readInt()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether anything comes within the time; what it is stays unread but for one byte. */
  boolean isSilent(int millis) {
    try {
      socket.setSoTimeout(millis);
      int next = in.read();
      throw new AssertionError("came: " + next);
    } catch (SocketTimeoutException silent) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the node hangs up, with nothing more said. */
  boolean isHungUp() {
    try {
      return in.read() < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  /** How many bytes can be sent, up to {@code most}, until nothing is taken for the time. */
  long push(byte[] bytes, long most, long quietMillis) throws InterruptedException {
    long[] sent = {0};
    Thread pushing =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (sent[0] < most) {
                      socket.getOutputStream().write(bytes);
                      sent[0] += bytes.length;
                    }
                  } catch (IOException closed) {
                    return;
                  }
                });
    long before = -1;
    while (pushing.isAlive() && sent[0] != before) {
      before = sent[0];
      boolean _ = pushing.join(java.time.Duration.ofMillis(quietMillis));
    }
    return sent[0];
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
