package io.kvasir.edge.http.dialect.commute;

import io.kvasir.core.bucket.DataType;
import io.kvasir.edge.http.Answer;
import io.kvasir.edge.http.Problems;
import io.kvasir.service.Content;
import io.kvasir.service.Failure;
import io.kvasir.service.Result;
import io.kvasir.service.Written;
import java.util.Optional;
import java.util.function.Function;

/** What results are in commute's answers. */
final class Results {
  private Results() {}

  /**
   * Of a read.
   *
   * @param shown how what was found looks; empty when that is nothing
   */
  static Answer read(
      Result<Content> result,
      String key,
      DataType type,
      Function<Content, Optional<Answer>> shown) {
    return switch (result) {
      case Result.Failed<Content>(Failure failure) -> Answer.refusal(Problems.of(failure));
      case Result.Ok<Content>(Content content) ->
          shown
              .apply(content)
              .orElseGet(() -> new Answer.Refusal(Problems.notFound(key), Optional.of(type)));
    };
  }

  /** Of a write: nothing more than that. */
  static Answer written(Result<Written> result, DataType type) {
    return switch (result) {
      case Result.Failed<Written>(Failure failure) -> Answer.refusal(Problems.of(failure));
      case Result.Ok<Written> written -> new Answer.Empty(200, Optional.of(type));
    };
  }
}
