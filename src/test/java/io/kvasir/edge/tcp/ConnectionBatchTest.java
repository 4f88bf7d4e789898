package io.kvasir.edge.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.kvasir.edge.tcp.proto.ClientProto.Request;
import io.kvasir.edge.tcp.proto.ClientProto.Response;
import io.kvasir.edge.tcp.proto.ClientProto.ValueResponse;
import io.smallrye.mutiny.Uni;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that are taken together. */
@Timeout(60)
class ConnectionBatchTest {
  /** Answers at once; what follows the answer of request 1 is broken. */
  private static final class AtOnce implements Desk {
    @Override
    public Call understand(Request request, boolean first, WatchStreams streams) {
      return new Call(
          "get",
          new Scope.OfKey("bucket", request.getGet().getKey(), false),
          true,
          () -> {
            Answer answer =
                Answer.ok(
                    Response.newBuilder()
                        .setValue(
                            ValueResponse.newBuilder()
                                .setValue(ByteString.copyFrom(new byte[100]))));
            return Uni.createFrom()
                .item(
                    request.getRequestId() == 1
                        ? answer.then(
                            () -> {
                              throw new IllegalStateException("a defect, planted");
                            })
                        : answer);
          });
    }
  }

  @Test
  void aDefectBehindOneAnswerHoldsUpNoOther() throws Exception {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (int id = 1; id <= 8; id++) {
      frames.write(RawSocket.frame(RawSocket.get(id, "k" + id).toByteArray()));
    }
    try (Harness harness = new Harness(Harness.SETTINGS, new AtOnce());
        RawSocket socket = harness.connect()) {
      socket.write(frames.toByteArray());
      List<Integer> ids = new ArrayList<>();
      for (int n = 0; n < 8; n++) {
        ids.add(socket.read().getRequestId());
      }
      assertThat(ids).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }
  }
}
