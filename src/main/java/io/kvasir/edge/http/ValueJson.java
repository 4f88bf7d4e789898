package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import java.util.Base64;
import java.util.Optional;

/**
 * Values among other things in a JSON document: a text is a string, bytes are {@code
 * {"base64","content_type"}}, a JSON document is itself. One that is an object with a field {@code
 * base64} is sent and shown as bytes, since it would be taken for them.
 */
final class ValueJson {
  private static final String BASE64 = "base64";

  private ValueJson() {}

  static JsonNode of(Value value) {
    return value.isText()
        ? JsonNodeFactory.instance.textNode(value.payload().asUtf8())
        : document(value).filter(node -> !node.has(BASE64)).orElseGet(() -> bytes(value));
  }

  /** The JSON document that a value is, if it is one. */
  static Optional<JsonNode> document(Value value) {
    return value.isJson() ? Json.stored(value.payload().asUtf8()) : Optional.empty();
  }

  private static JsonNode bytes(Value value) {
    return Json.object()
        .put(BASE64, Base64.getEncoder().encodeToString(value.payload().toArray()))
        .put("content_type", value.mediaType());
  }

  /** Whether an object stands for bytes. */
  static boolean isBytes(JsonNode node) {
    return node.has(BASE64);
  }

  /** Reads bytes. */
  static Value read(Fields fields) {
    fields.only(BASE64, "content_type");
    String type = fields.text("content_type").orElse(MediaTypes.BYTES);
    if (!Value.isMediaType(type)) {
      throw new Rejected(Problems.invalid(fields.path() + "content_type", "must be a media type"));
    }
    return new Value(type, bytes(fields));
  }

  private static Bytes bytes(Fields fields) {
    try {
      return Bytes.copyOf(Base64.getDecoder().decode(fields.requiredText(BASE64)));
    } catch (IllegalArgumentException e) {
      throw new Rejected(Problems.invalid(fields.path() + BASE64, "must be base64"));
    }
  }
}
