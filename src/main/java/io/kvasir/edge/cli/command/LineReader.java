package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads a file of JSON documents of a line each, and knows where it is. */
final class LineReader {
  /** The longest line, in bytes: a set of many megabytes is one line. */
  static final int LINE_BYTES = 256 << 20;

  private static final int BUFFER_BYTES = 1 << 20;

  private final InputStream in;
  private long line;
  private long bytes;

  LineReader(InputStream in) {
    this.in = new BufferedInputStream(in, BUFFER_BYTES);
  }

  /** The number of the line that was read last, from 1. */
  long line() {
    return line;
  }

  /** How many bytes were read. */
  long bytes() {
    return bytes;
  }

  /** The next document; nothing behind the last. Blank lines are none. */
  Optional<JsonNode> next() throws Failed {
    for (Optional<String> text = read(); text.isPresent(); text = read()) {
      if (!text.get().isBlank()) {
        return Optional.of(parse(text.get()));
      }
    }
    return Optional.empty();
  }

  private JsonNode parse(String text) throws Failed {
    try {
      JsonNode node = Json.read(text);
      if (node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      throw Entry.bad(line, "not JSON: " + e.getOriginalMessage());
    } catch (NumberFormatException e) {
      throw Entry.bad(line, "a number has too large an exponent");
    }
    throw Entry.bad(line, "not a JSON object");
  }

  private Optional<String> read() throws Failed {
    line++;
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      int b = in.read();
      if (b < 0) {
        return Optional.empty();
      }
      for (; b >= 0 && b != '\n'; b = in.read()) {
        if (text.size() == LINE_BYTES) {
          throw Entry.bad(line, "longer than 256 MiB");
        }
        text.write(b);
      }
      bytes += text.size() + 1L;
      ByteBuffer read = ByteBuffer.wrap(text.toByteArray());
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(read).toString());
    } catch (CharacterCodingException e) {
      throw Entry.bad(line, "not UTF-8");
    } catch (IOException e) {
      throw new Failed(
          ExitCode.REFUSED,
          "cannot read on behind line " + (line - 1) + ": " + FileFault.reason(e));
    }
  }
}
