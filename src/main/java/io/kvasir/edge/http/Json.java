package io.kvasir.edge.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * JSON in and out, as trees: no reflection, so a native image needs to be told nothing. Reading is
 * strict: UTF-8, one object, no name twice, nothing after it.
 */
final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static byte[] write(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the object that {@code body} is. */
  static ObjectNode read(byte[] body) {
    String text = utf8(body);
    try {
      if (MAPPER.readTree(text) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw malformed(e);
    }
    throw malformed("it is not an object", 1, 1);
  }

  private static String utf8(byte[] body) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(body);
    CharBuffer out = CharBuffer.allocate(body.length);
    CoderResult result = decoder.decode(in, out, true);
    out.flip();
    if (result.isError()) {
      throw notUtf8(out);
    }
    return out.toString();
  }

  private static Rejected notUtf8(CharBuffer before) {
    int line = 1;
    int column = 1;
    for (char c : before.toString().toCharArray()) {
      column = c == '\n' ? 1 : column + 1;
      line += c == '\n' ? 1 : 0;
    }
    return malformed("it is not UTF-8", line, column);
  }

  private static Rejected malformed(JsonProcessingException e) {
    JsonLocation location = e.getLocation() == null ? JsonLocation.NA : e.getLocation();
    return malformed(
        e.getOriginalMessage(),
        Math.max(1, location.getLineNr()),
        Math.max(1, location.getColumnNr()));
  }

  private static Rejected malformed(String why, int line, int column) {
    return new Rejected(
        Problem.of(
                ProblemType.MALFORMED_JSON,
                "The body is not a JSON object, at line %d, column %d: %s"
                    .formatted(line, column, why))
            .with("line", line)
            .with("column", column));
  }
}
