package io.kvasir.edge.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvasir.edge.tcp.proto.ClientProto.CreateBucketRequest;
import io.kvasir.edge.tcp.proto.ClientProto.Request;
import io.kvasir.edge.tcp.proto.ClientProto.Response;
import io.kvasir.fuzz.RandomMessages;
import io.kvasir.service.LoneNode;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever a client asks for, each request is answered once, and none shows a defect. */
class RandomRequestsTest {
  private static final int REQUESTS = 4_000;
  private static final int AT_ONCE = 40;
  private static final List<String> BUCKETS =
      List.of("", "lin", "mv", "flag", "map", "gset", "orswot", "pn_counter", "nowhere");

  @RegisterExtension final ServedOverTcp served = new ServedOverTcp(LoneNode.whole());

  private final RandomMessages messages = new RandomMessages(20_261_122, BUCKETS);

  @BeforeEach
  void createBuckets() {
    create("lin", "lww", "linearizable");
    create("mv", "mv_register", "eventual");
    for (String type : List.of("flag", "map", "gset", "orswot", "pn_counter")) {
      create(type, type, "consistent");
    }
  }

  private void create(String name, String type, String consistency) {
    served.ask(
        Request.newBuilder()
            .setCreateBucket(
                CreateBucketRequest.newBuilder()
                    .setName(name)
                    .setType(type)
                    .setConsistency(consistency)));
  }

  @Test
  void areAnsweredOnceEachAndShowNoDefect() throws InvalidProtocolBufferException {
    TreeMap<String, Integer> outcomes = new TreeMap<>();
    try (RawSocket socket = served.harness().connect()) {
      for (int id = 1; id <= REQUESTS; id += AT_ONCE) {
        for (int next = id; next < id + AT_ONCE; next++) {
          socket.send(messages.next(next));
        }
        for (int next = id; next < id + AT_ONCE; next++) {
          Response response = socket.read();
          assertThat(response.getRequestId()).isEqualTo(next);
          outcomes.merge(outcome(response), 1, Integer::sum);
        }
      }
    }

    assertThat(outcomes).doesNotContainKey("internal_error");
    assertThat(outcomes)
        .containsKeys("OK", "NOT_FOUND", "ERROR invalid_request", "ERROR unsupported");
    assertThat(outcomes.get("OK")).as("%s", outcomes).isGreaterThan(REQUESTS / 50);
  }

  private static String outcome(Response response) {
    String message = response.getError().getMessage();
    assertThat(message).as("%s", response).isNotEqualTo("internal_error");
    return message.isEmpty() ? response.getBodyCase().name() : "ERROR " + message;
  }
}
