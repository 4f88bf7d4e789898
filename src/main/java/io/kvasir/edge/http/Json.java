package io.kvasir.edge.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.service.problem.ProblemType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * JSON in and out, as trees: no reflection, so a native image needs to be told nothing. Reading is
 * strict: UTF-8, one document, no name twice, nothing after it. Numbers keep their digits.
 */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * The text of a member's value, just as it stands in an object.
   *
   * @param body of which {@link #read} has read that it is an object
   */
  public static Optional<String> valueAsWritten(String name, byte[] body) {
    String text = utf8(body);
    try (JsonParser parser = MAPPER.createParser(text)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals(name);
        parser.nextToken();
        int start = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
        parser.skipChildren();
        parser.finishToken();
        if (wanted) {
          int end = Math.toIntExact(parser.currentLocation().getCharOffset());
          return Optional.of(text.substring(start, end));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] write(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A document as text. */
  static String text(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A document that was stored; empty when it is none. */
  public static Optional<JsonNode> stored(String document) {
    try {
      return Optional.ofNullable(MAPPER.readTree(document)).filter(node -> !node.isMissingNode());
    } catch (JsonProcessingException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Reads the object that {@code body} is. */
  static ObjectNode read(byte[] body) {
    if (parse(utf8(body), 0) instanceof ObjectNode object) {
      return object;
    }
    throw malformed("it is not an object", 1, 1);
  }

  /** Reads the array that {@code body} is. */
  static ArrayNode readArray(byte[] body) {
    if (parse(utf8(body), 0) instanceof ArrayNode array) {
      return array;
    }
    throw malformed("it is not an array", 1, 1);
  }

  /** Reads documents of a line each; empty lines are none. */
  static ArrayNode readLines(byte[] body) {
    ArrayNode documents = JsonNodeFactory.instance.arrayNode();
    List<String> lines = utf8(body).lines().toList();
    for (int at = 0; at < lines.size(); at++) {
      if (!lines.get(at).isBlank()) {
        documents.add(parse(lines.get(at), at));
      }
    }
    return documents;
  }

  /**
   * @param before how many lines of the body come before the text
   */
  private static JsonNode parse(String text, int before) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw malformed(e, before);
    } catch (NumberFormatException e) {
      throw malformed("it has a number with too large an exponent", before + 1, 1);
    }
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

  private static Rejected malformed(JsonProcessingException e, int before) {
    JsonLocation location = e.getLocation() == null ? JsonLocation.NA : e.getLocation();
    return malformed(
        e.getOriginalMessage(),
        before + Math.max(1, location.getLineNr()),
        Math.max(1, location.getColumnNr()));
  }

  private static Rejected malformed(String why, int line, int column) {
    return new Rejected(
        Problem.of(
                ProblemType.MALFORMED_JSON,
                "The body is not the JSON that is asked for, at line %d, column %d: %s"
                    .formatted(line, column, why))
            .with("line", line)
            .with("column", column));
  }
}
