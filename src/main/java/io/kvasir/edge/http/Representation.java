package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.Value;
import io.kvasir.service.Content;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** How what is stored under a key looks to who reads it. */
final class Representation {
  private Representation() {}

  static Answer of(Content content, String key, Accept accept) {
    return switch (content) {
      case Content.Absent absent -> absent(key, absent.type());
      case Content.Register register -> value(register.value(), key, accept);
      case Content.Entry entry -> value(entry.versioned().value(), key, accept);
      case Content.Members members -> json(members(members, key), content.type(), accept);
      case Content.Count count ->
          json(Json.object().put("key", key).put("value", count.value()), content.type(), accept);
    };
  }

  private static Answer absent(String key, DataType type) {
    return new Answer.Refusal(absent(key), Optional.of(type));
  }

  static Problem absent(String key) {
    return Problem.of(ProblemType.NOT_FOUND, "There is nothing under this key.").with("key", key);
  }

  private static Answer json(ObjectNode body, DataType type, Accept accept) {
    return accept.choose(List.of(MediaTypes.JSON)).isPresent()
        ? Answer.ok(body, type)
        : Answer.refusal(Problems.unacceptable(MediaTypes.JSON));
  }

  static ObjectNode members(Content.Members members, String key) {
    ObjectNode body = Json.object().put("key", key);
    ArrayNode array = body.putArray("members");
    members.elements().stream().map(Element::value).forEach(array::add);
    return body;
  }

  private static Answer value(Value value, String key, Accept accept) {
    String stored = value.mediaType();
    Optional<String> chosen = accept.choose(List.of(MediaTypes.JSON, stored, MediaTypes.BYTES));
    if (chosen.isEmpty()) {
      return Answer.refusal(Problems.unacceptable(MediaTypes.JSON + ", " + stored));
    }
    return chosen.get().equals(MediaTypes.JSON)
        ? Answer.ok(document(value, key), DataType.LWW_REGISTER)
        : new Answer.Raw(value);
  }

  private static ObjectNode document(Value value, String key) {
    ObjectNode body = Json.object().put("key", key);
    if (value.isText()) {
      return body.put("value", value.payload().asUtf8());
    }
    Optional<String> text = textOf(value);
    if (text.isPresent()) {
      body.put("value", text.get());
    } else {
      body.put("value", Base64.getEncoder().encodeToString(value.payload().toArray()))
          .put("encoding", "base64");
    }
    return body.put("content_type", value.mediaType());
  }

  /** The value as text, when its type says that it is and its bytes are. */
  private static Optional<String> textOf(Value value) {
    if (!MediaTypes.isText(value.mediaType())) {
      return Optional.empty();
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(value.payload().toArray());
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .decode(bytes)
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
