package io.kvasir.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvasir.history.Outcome;
import io.kvasir.history.Outcome.Done;
import io.kvasir.history.Outcome.Result;
import io.kvasir.history.Outcome.Sight;
import io.kvasir.history.Transaction;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an answer over HTTP tells of what became of a transaction. */
final class BucketAnswers {
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;

  private BucketAnswers() {}

  /**
   * @throws AssertionError when the answer is none that the interface allows
   */
  static Outcome outcome(Transaction transaction, HttpResponse<String> answer) {
    JsonNode body = BucketRequests.json(answer.body());
    if (answer.statusCode() == NOT_FOUND && isAbsence(transaction, body)) {
      return new Done(new Result(true, revision(answer), List.of(Sight.NOTHING)));
    }
    return switch (answer.statusCode()) {
      case OK -> new Done(done(transaction, answer, body));
      case PRECONDITION_FAILED -> new Done(new Result(false, revision(answer), List.of()));
      default -> problem(answer, body);
    };
  }

  private static boolean isAbsence(Transaction transaction, JsonNode body) {
    return transaction.isReadOnly() && body.path("error").asText().equals("not_found");
  }

  private static Outcome problem(HttpResponse<String> answer, JsonNode body) {
    return switch (body.path("outcome").asText()) {
      case "not-applied" -> Outcome.notApplied();
      case "unknown" -> Outcome.unknown();
      default ->
          throw new AssertionError("not understood: " + answer.statusCode() + " " + answer.body());
    };
  }

  private static Result done(Transaction transaction, HttpResponse<String> answer, JsonNode body) {
    if (!BucketRequests.isPlain(transaction)) {
      return ofTxn(body);
    }
    if (!transaction.isReadOnly()) {
      return new Result(true, revision(answer), List.of());
    }
    Sight sight = new Sight(Optional.of(body.required("value").asText()), tag(answer));
    return new Result(true, revision(answer), List.of(sight));
  }

  private static Result ofTxn(JsonNode body) {
    List<Sight> sights = new ArrayList<>();
    for (JsonNode response : body.required("responses")) {
      JsonNode range = response.path("response_range");
      if (!range.isMissingNode()) {
        sights.add(sight(range.required("kvs")));
      }
    }
    return new Result(
        body.required("succeeded").asBoolean(), body.required("revision").asLong(), sights);
  }

  private static Sight sight(JsonNode kvs) {
    return kvs.isEmpty()
        ? Sight.NOTHING
        : new Sight(
            Optional.of(kvs.get(0).required("value").asText()),
            kvs.get(0).required("mod_revision").asLong());
  }

  private static long revision(HttpResponse<String> answer) {
    return answer.headers().firstValueAsLong("Kvasir-Revision").orElse(Outcome.UNTOLD);
  }

  private static long tag(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("ETag")
        .map(tag -> Long.parseLong(tag.replace("\"", "")))
        .orElse(Outcome.UNTOLD);
  }
}
