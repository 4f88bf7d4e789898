package io.kvasir.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kvasir.edge.tcp.proto.ClientProto.Request;
import java.util.List;
import java.util.Random;

/** Requests of the client protocol that are answered once, made at random from its messages. */
public final class RandomMessages {
  private static final int MAX_DEPTH = 4;

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

  /** Those that are answered once. */
  private static final List<FieldDescriptor> BODIES =
      Request.getDescriptor().getOneofs().getFirst().getFields().stream()
          .filter(body -> !body.getName().contains("watch"))
          .toList();

  private final List<String> buckets;
  private final Random chance;

  /**
   * @param buckets that most requests are about
   */
  public RandomMessages(long seed, List<String> buckets) {
    this.buckets = List.copyOf(buckets);
    this.chance = new Random(seed);
  }

  /** The next request, of this id. */
  public Request next(int id) throws InvalidProtocolBufferException {
    DynamicMessage.Builder request = DynamicMessage.newBuilder(Request.getDescriptor());
    FieldDescriptor body = BODIES.get(chance.nextInt(BODIES.size()));
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
      return buckets.get(chance.nextInt(buckets.size()));
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
