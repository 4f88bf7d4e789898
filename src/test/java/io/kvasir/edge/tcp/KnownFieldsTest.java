package io.kvasir.edge.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.kvasir.edge.tcp.proto.ClientProto.ErrorResponse;
import io.kvasir.edge.tcp.proto.ClientProto.Request;
import io.kvasir.service.LoneNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a later client asks for in a field that this release lacks is refused, wherever it is. */
class KnownFieldsTest {
  private static final int NEW_FIELD = 1_000;

  @RegisterExtension final ServedOverTcp served = new ServedOverTcp(LoneNode.whole());

  /** A way down from a request to each of the messages in it. */
  static Stream<String> messages() {
    Stream<String> bodies =
        Request.getDescriptor().getFields().stream()
            .filter(field -> field.getContainingOneof() != null)
            .flatMap(body -> paths(body.getName(), body.getMessageType()));
    return Stream.concat(
        bodies,
        paths("options", Request.getDescriptor().findFieldByName("options").getMessageType()));
  }

  private static Stream<String> paths(String path, Descriptor message) {
    return Stream.concat(
        Stream.of(path),
        message.getFields().stream()
            .filter(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
            .flatMap(field -> paths(path + "." + field.getName(), field.getMessageType())));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void refusesAFieldItDoesNotKnow(String path) throws InvalidProtocolBufferException {
    DynamicMessage.Builder request = DynamicMessage.newBuilder(Request.parseFrom(ByteString.EMPTY));
    if (path.startsWith("options")) {
      FieldDescriptor put = Request.getDescriptor().findFieldByName("put");
      request.setField(put, DynamicMessage.getDefaultInstance(put.getMessageType()));
    }
    String[] names = path.split("\\.");
    FieldDescriptor first = Request.getDescriptor().findFieldByName(names[0]);
    request.setField(first, marked(first.getMessageType(), names, 1));

    ErrorResponse error =
        served.ask(Request.parseFrom(request.build().toByteString()).toBuilder()).getError();

    assertThat(error.getMessage()).as(error.getDetail()).isEqualTo("unsupported");
    assertThat(error.getDetail()).contains(Integer.toString(NEW_FIELD));
  }

  private static DynamicMessage marked(Descriptor type, String[] names, int depth) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    fillTexts(type, message);
    if (depth == names.length) {
      return message
          .setUnknownFields(
              UnknownFieldSet.newBuilder()
                  .addField(NEW_FIELD, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                  .build())
          .build();
    }
    FieldDescriptor field = type.findFieldByName(names[depth]);
    DynamicMessage inner = marked(field.getMessageType(), names, depth + 1);
    if (field.isRepeated()) {
      message.addRepeatedField(field, inner);
    } else {
      message.setField(field, inner);
    }
    return message.build();
  }

  /** So that nothing else is wrong with it. */
  private static void fillTexts(Descriptor type, DynamicMessage.Builder message) {
    for (FieldDescriptor field : type.getFields()) {
      if (field.getName().equals("key")) {
        message.setField(field, "k");
      }
      if (field.getName().equals("type")) {
        message.setField(field, "lww");
      }
      if (field.getName().equals("version") && field.getRealContainingOneof() == null) {
        message.setField(field, 1);
      }
    }
  }

  @Test
  void refusesAFieldOfTheRequestItself() throws InvalidProtocolBufferException {
    Request later =
        RawSocket.put(1, "k").toBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(50, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                    .build())
            .build();

    ErrorResponse error = served.ask(later.toBuilder()).getError();

    assertThat(error.getMessage()).isEqualTo("unsupported");
  }

  @Test
  void saysWhatIsNotThereYet() {
    int authentication = 92;
    Request later =
        Request.newBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        authentication,
                        UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.EMPTY)
                            .build())
                    .build())
            .build();

    ErrorResponse error = served.ask(later.toBuilder()).getError();

    assertThat(error.getMessage()).isEqualTo("unsupported");
    assertThat(error.getStatus()).isEqualTo(400);
  }
}
