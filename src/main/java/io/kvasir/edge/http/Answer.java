package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a call answers. */
public sealed interface Answer {
  /** Of the bucket it is about, as far as it is about one. */
  Optional<DataType> type();

  int status();

  /** Headers of the response that its body does not imply, by name. */
  default SortedMap<String, String> headers() {
    return Collections.emptySortedMap();
  }

  /** A JSON document. */
  record Document(int status, JsonNode body, Optional<DataType> type) implements Answer {}

  /** JSON documents, one per line. */
  record Lines(List<JsonNode> lines, Optional<DataType> type) implements Answer {
    public Lines {
      lines = List.copyOf(lines);
    }

    @Override
    public int status() {
      return 200;
    }
  }

  /** Plain text, as far as its bytes are any. */
  record Text(int status, Bytes text, Optional<DataType> type) implements Answer {}

  /** Nothing but a status. */
  record Empty(int status, Optional<DataType> type) implements Answer {}

  /** A body that is made while it is sent. */
  record Streamed(String mediaType, BodySource body, Optional<DataType> type) implements Answer {
    @Override
    public int status() {
      return 200;
    }
  }

  /** The client has it already. */
  record NotModified(Optional<DataType> type) implements Answer {
    @Override
    public int status() {
      return 304;
    }
  }

  /** An answer with headers. */
  record Headed(Answer answer, SortedMap<String, String> headers) implements Answer {
    public Headed {
      headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    }

    @Override
    public Optional<DataType> type() {
      return answer.type();
    }

    @Override
    public int status() {
      return answer.status();
    }
  }

  /** A stored value as it was sent. */
  record Raw(Value value, DataType of) implements Answer {
    @Override
    public Optional<DataType> type() {
      return Optional.of(of);
    }

    @Override
    public int status() {
      return 200;
    }
  }

  /** A problem document. */
  record Refusal(Problem problem, Optional<DataType> type) implements Answer {
    @Override
    public int status() {
      return problem.status();
    }
  }

  static Answer text(int status, String text, Optional<DataType> type) {
    return new Text(status, Bytes.utf8(text), type);
  }

  static Answer ok(JsonNode body) {
    return new Document(200, body, Optional.empty());
  }

  static Answer ok(JsonNode body, DataType type) {
    return new Document(200, body, Optional.of(type));
  }

  /** This answer with one more header. */
  default Answer with(String name, String value) {
    TreeMap<String, String> more = new TreeMap<>(headers());
    more.put(name, value);
    return new Headed(this instanceof Headed headed ? headed.answer() : this, more);
  }

  static Answer refusal(Problem problem) {
    return new Refusal(problem, Optional.empty());
  }
}
