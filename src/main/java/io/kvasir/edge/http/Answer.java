package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Value;
import java.util.Optional;

/** What a call answers. */
sealed interface Answer {
  /** Of the bucket it is about, as far as it is about one. */
  Optional<DataType> type();

  int status();

  /** A JSON document. */
  record Document(int status, JsonNode body, Optional<DataType> type) implements Answer {}

  /** A stored value as it was sent. */
  record Raw(Value value) implements Answer {
    @Override
    public Optional<DataType> type() {
      return Optional.of(DataType.LWW_REGISTER);
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

  static Answer ok(JsonNode body) {
    return new Document(200, body, Optional.empty());
  }

  static Answer ok(JsonNode body, DataType type) {
    return new Document(200, body, Optional.of(type));
  }

  static Answer refusal(Problem problem) {
    return new Refusal(problem, Optional.empty());
  }
}
