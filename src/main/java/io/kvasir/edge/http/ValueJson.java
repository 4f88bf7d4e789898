package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import java.util.Base64;

/**
 * Values among other things in a JSON document: a text is a string, bytes are {@code
 * {"base64","content_type"}}.
 */
final class ValueJson {
  private ValueJson() {}

  static JsonNode of(Value value) {
    return value.isText()
        ? JsonNodeFactory.instance.textNode(value.payload().asUtf8())
        : Json.object()
            .put("base64", Base64.getEncoder().encodeToString(value.payload().toArray()))
            .put("content_type", value.mediaType());
  }

  /** Reads bytes. */
  static Value read(Fields fields) {
    fields.only("base64", "content_type");
    String type = fields.text("content_type").orElse(MediaTypes.BYTES);
    if (!Value.isMediaType(type)) {
      throw new Rejected(Problems.invalid(fields.path() + "content_type", "must be a media type"));
    }
    return new Value(type, bytes(fields));
  }

  private static Bytes bytes(Fields fields) {
    try {
      return Bytes.copyOf(Base64.getDecoder().decode(fields.requiredText("base64")));
    } catch (IllegalArgumentException e) {
      throw new Rejected(Problems.invalid(fields.path() + "base64", "must be base64"));
    }
  }
}
