package io.kvasir.client;

import io.kvasir.edge.tcp.proto.ClientProto.HelloRequest;
import io.kvasir.edge.tcp.proto.ClientProto.Request;
import io.kvasir.edge.tcp.proto.ClientProto.Response;
import io.kvasir.edge.tcp.proto.ClientProto.WatchCancelRequest;
import io.kvasir.edge.tcp.proto.ClientProto.WatchRequest;
import io.kvasir.edge.tcp.proto.ClientProto.WatchResponse;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * An asynchronous client of the protocol over TCP: as many requests as wanted under way on one
 * connection, from any thread, each with a future of its own, and watches beside them.
 */
public final class KvasirClient implements AutoCloseable {
  private static final int CONNECT_MILLIS = 5_000;

  /** The connection ended for a reason that the node gave: what is not answered was not begun. */
  public static final class Ended extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Response reason;

    Ended(Response reason) {
      super(reason.getError().getDetail());
      this.reason = reason;
    }

    /** What the node said. */
    public Response reason() {
      return reason;
    }
  }

  /**
   * A watch that was asked for.
   *
   * @param end completes with what ended it, which has an error unless it was cancelled; fails when
   *     the connection ends
   */
  public record Watching(
      int id, Consumer<WatchResponse> listener, CompletableFuture<Response> end) {}

  private final Socket socket = new Socket();
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<Response>> pending = new ConcurrentHashMap<>();
  private final Map<Integer, Watching> watches = new ConcurrentHashMap<>();
  private final CompletableFuture<IOException> ended = new CompletableFuture<>();

  /** Connects; answers come as requests were sent until {@link #hello} says otherwise. */
  public KvasirClient(String host, int port) {
    try {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      socket.setTcpNoDelay(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("kvasir-client").start(this::read);
  }

  /** Greets the node, which may from then on answer as soon as it can. */
  public CompletableFuture<Response> hello() {
    HelloRequest hello = HelloRequest.newBuilder().setVersion(1).setOutOfOrder(true).build();
    return send(Request.newBuilder().setHello(hello));
  }

  /** Sends a request, to which it gives an id; the future fails when the connection ends. */
  public CompletableFuture<Response> send(Request.Builder request) {
    int id = lastId.incrementAndGet();
    CompletableFuture<Response> response = new CompletableFuture<>();
    pending.put(id, response);
    send(request, id, response);
    return response;
  }

  /**
   * Watches a bucket, after a hello. Who watches again with the last cursor that the listener was
   * given, here or at another node, misses nothing.
   *
   * @param listener hears first that the watch has begun; on the thread that reads, so while it is
   *     at work nothing else is answered
   */
  public Watching watch(WatchRequest.Builder watch, Consumer<WatchResponse> listener) {
    int id = lastId.incrementAndGet();
    Watching watching = new Watching(id, listener, new CompletableFuture<>());
    watches.put(id, watching);
    send(Request.newBuilder().setWatch(watch), id, watching.end());
    return watching;
  }

  /** Ends a watch; once that is answered its listener hears nothing more. */
  public CompletableFuture<Response> cancel(Watching watching) {
    WatchCancelRequest cancel = WatchCancelRequest.newBuilder().setWatch(watching.id()).build();
    return send(Request.newBuilder().setWatchCancel(cancel))
        .whenComplete(
            (answer, broken) -> {
              if (broken == null && watches.remove(watching.id(), watching)) {
                watching.end().complete(answer);
              }
            });
  }

  private void send(Request.Builder request, int id, CompletableFuture<Response> response) {
    byte[] bytes = request.setRequestId(id).build().toByteArray();
    byte[] frame = ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array();
    try {
      write(frame);
    } catch (IOException e) {
      response.completeExceptionally(e);
    }
    if (ended.isDone()) {
      response.completeExceptionally(ended.join());
    }
  }

  private synchronized void write(byte[] frame) throws IOException {
    socket.getOutputStream().write(frame);
  }

  private void read() {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(socket.getInputStream()))) {
      while (true) {
        byte[] bytes = in.readNBytes(in.readInt());
        take(Response.parseFrom(bytes));
      }
    } catch (EOFException hungUp) {
      end(new EOFException("the node hung up"));
    } catch (IOException e) {
      end(e);
    }
  }

  private void take(Response response) throws Ended {
    if (response.getRequestId() == 0) {
      throw new Ended(response);
    }
    Watching watching = watches.get(response.getRequestId());
    if (watching != null && response.hasWatch()) {
      watching.listener().accept(response.getWatch());
      return;
    }
    CompletableFuture<Response> waiting =
        watching == null
            ? pending.remove(response.getRequestId())
            : watches.remove(watching.id()).end();
    if (waiting != null) {
      waiting.complete(response);
    }
  }

  private void end(IOException why) {
    ended.complete(why);
    pending.values().forEach(response -> response.completeExceptionally(why));
    watches.values().forEach(watching -> watching.end().completeExceptionally(why));
  }

  /** Completes when the connection has ended, with why. */
  public CompletableFuture<IOException> ended() {
    return ended;
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
