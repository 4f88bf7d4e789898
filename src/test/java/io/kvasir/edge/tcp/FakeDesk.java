package io.kvasir.edge.tcp;

import com.google.protobuf.ByteString;
import io.kvasir.edge.tcp.proto.ClientProto.OkResponse;
import io.kvasir.edge.tcp.proto.ClientProto.Request;
import io.kvasir.edge.tcp.proto.ClientProto.Response;
import io.kvasir.edge.tcp.proto.ClientProto.ValueResponse;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Answers when the test says so. */
final class FakeDesk implements Desk {
  private static final long PATIENCE_SECONDS = 20;

  private final Map<Integer, CompletableFuture<Answer>> answers = new ConcurrentHashMap<>();
  private final BlockingQueue<Integer> begun = new LinkedBlockingQueue<>();

  @Override
  public Call understand(Request request, boolean first, WatchStreams streams) {
    return switch (request.getBodyCase()) {
      case HELLO ->
          new Call(
              "hello",
              new Scope.Nothing(),
              true,
              () ->
                  Uni.createFrom()
                      .item(
                          Answer.ok(
                              Response.newBuilder()
                                  .setHello(
                                      io.kvasir.edge.tcp.proto.ClientProto.HelloResponse
                                          .newBuilder()
                                          .setOutOfOrder(true)))));
      case PUT -> call(request, request.getPut().getKey(), true);
      case GET -> call(request, request.getGet().getKey(), false);
      default ->
          new Call(
              "other",
              new Scope.Nothing(),
              true,
              () -> {
                throw new IllegalStateException("a defect, planted");
              });
    };
  }

  private Call call(Request request, String key, boolean writes) {
    int id = request.getRequestId();
    return new Call(
        writes ? "put" : "get",
        new Scope.OfKey("bucket", key, writes),
        !writes,
        () -> {
          begun.add(id);
          return Uni.createFrom().completionStage(answer(id));
        });
  }

  private CompletableFuture<Answer> answer(int id) {
    return answers.computeIfAbsent(id, none -> new CompletableFuture<>());
  }

  /** Answers a request, whether or not it has come. */
  void answer(int... ids) {
    for (int id : ids) {
      answer(id)
          .complete(
              Answer.ok(Response.newBuilder().setOk(OkResponse.newBuilder().setTimestamp(id))));
    }
  }

  void answerWith(int id, byte[] value) {
    answer(id)
        .complete(
            Answer.ok(
                Response.newBuilder()
                    .setValue(ValueResponse.newBuilder().setValue(ByteString.copyFrom(value)))));
  }

  /** The next request that begins. */
  int awaitBegun() throws InterruptedException, TimeoutException {
    Integer next = begun.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new TimeoutException("none begins");
    }
    return next;
  }

  int begun() {
    return begun.size();
  }
}
