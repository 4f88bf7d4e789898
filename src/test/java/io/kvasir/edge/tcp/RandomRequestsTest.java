package io.kvasir.edge.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kvasir.edge.tcp.proto.ClientProto.CreateBucketRequest;
import io.kvasir.edge.tcp.proto.ClientProto.Request;
import io.kvasir.edge.tcp.proto.ClientProto.Response;
import io.kvasir.service.LoneNode;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever a client asks for, each request is answered once, and none shows a defect. */
class RandomRequestsTest {
  private static final int REQUESTS = 4_000;
  private static final int AT_ONCE = 40;
  private static final int MAX_DEPTH = 4;

  private static final List<String> BUCKETS =
      List.of("", "lin", "mv", "flag", "map", "gset", "orswot", "pn_counter", "nowhere");
  private static final List<String> TEXTS =
      List.of(
          "",
          "k",
          "a{t}",
          "b{t}",
          "x/y",
          "lww",
          "orswot",
          "linearizable",
          "\u0000\n\"",
          "ä😀",
          "k".repeat(5_000),
          "text/plain;charset=UTF-8",
          "eventual",
          ".",
          "__default_set__");
  private static final long[] NUMBERS = {
    0,
    1,
    2,
    3,
    7,
    -1,
    100,
    60_001,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  @RegisterExtension final ServedOverTcp served = new ServedOverTcp(LoneNode.whole());

  private final Random chance = new Random(20_261_122);

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
          socket.send(random(next));
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

  private Request random(int id) throws InvalidProtocolBufferException {
    DynamicMessage.Builder request = DynamicMessage.newBuilder(Request.getDescriptor());
    List<FieldDescriptor> bodies = Request.getDescriptor().getOneofs().getFirst().getFields();
    FieldDescriptor body = bodies.get(chance.nextInt(bodies.size()));
    request.setField(body, message(body.getMessageType(), 1));
    if (chance.nextInt(4) == 0) {
      FieldDescriptor options = Request.getDescriptor().findFieldByName("options");
      request.setField(options, message(options.getMessageType(), 1));
    }
    return Request.parseFrom(request.build().toByteString()).toBuilder().setRequestId(id).build();
  }

  private DynamicMessage message(Descriptor type, int depth) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      if (chance.nextInt(5) == 0 || tooDeep(field, depth)) {
        continue;
      }
      if (field.isRepeated()) {
        for (int n = chance.nextInt(3); n > 0; n--) {
          message.addRepeatedField(field, value(field, depth));
        }
      } else {
        message.setField(field, value(field, depth));
      }
    }
    return message.build();
  }

  private static boolean tooDeep(FieldDescriptor field, int depth) {
    return depth == MAX_DEPTH && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
  }

  private Object value(FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> (int) NUMBERS[chance.nextInt(NUMBERS.length)];
      case LONG -> NUMBERS[chance.nextInt(NUMBERS.length)];
      case BOOLEAN -> chance.nextBoolean();
      case STRING -> text(field);
      case BYTE_STRING -> bytes();
      case ENUM -> constant(field.getEnumType());
      case MESSAGE -> message(field.getMessageType(), depth + 1);
      case FLOAT, DOUBLE -> throw new IllegalStateException("the protocol has none");
    };
  }

  private String text(FieldDescriptor field) {
    if (field.getName().equals("bucket") && chance.nextInt(10) > 0) {
      return BUCKETS.get(chance.nextInt(BUCKETS.size()));
    }
    return field.getName().equals("key") && chance.nextBoolean()
        ? "k"
        : TEXTS.get(chance.nextInt(TEXTS.size()));
  }

  private ByteString bytes() {
    byte[] bytes = new byte[chance.nextInt(20)];
    chance.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  /** Also those that a later release knows. */
  private Object constant(EnumDescriptor type) {
    return type.findValueByNumberCreatingIfUnknown(chance.nextInt(type.getValues().size() + 1));
  }
}
