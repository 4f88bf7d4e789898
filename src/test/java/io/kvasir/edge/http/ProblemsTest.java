package io.kvasir.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.core.bucket.DataType;
import io.kvasir.service.Effect;
import io.kvasir.service.Failure;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each failure of the services is to an HTTP client. */
class ProblemsTest {
  static Stream<Arguments> failures() {
    return Stream.of(
        row(
            new Failure.QuorumUnavailable(1, 3, Effect.NOT_APPLIED, true),
            503,
            "quorum_unavailable",
            "not-applied",
            true,
            "{\"acked\":1,\"needed\":3}"),
        row(
            new Failure.QuorumUnavailable(2, 3, Effect.UNKNOWN, false),
            503,
            "quorum_unavailable",
            "unknown",
            false,
            "{\"acked\":2,\"needed\":3}"),
        row(
            new Failure.DeadlineExceeded(0, 2, Effect.UNKNOWN, true),
            504,
            "deadline_exceeded",
            "unknown",
            true,
            "{\"acked\":0,\"needed\":2}"),
        row(
            new Failure.DeadlineExceeded(0, 2, Effect.NOT_APPLIED, true),
            504,
            "deadline_exceeded",
            "not-applied",
            true,
            "{\"acked\":0,\"needed\":2}"),
        row(new Failure.Overloaded(), 503, "overloaded", "not-applied", true, "{}"),
        row(new Failure.Removed(), 503, "removed", "not-applied", true, "{}"),
        row(new Failure.CounterOverflow(), 409, "counter_overflow", "not-applied", false, "{}"),
        row(
            new Failure.TypeMismatch(DataType.OR_SWOT, "put"),
            409,
            "type_mismatch",
            "not-applied",
            false,
            "{\"expected\":\"orswot\",\"got\":\"put\"}"),
        row(
            new Failure.TooLarge("key", 4096, "bytes"),
            413,
            "too_large",
            "not-applied",
            false,
            "{\"what\":\"key\",\"limit\":4096,\"unit\":\"bytes\"}"),
        row(
            new Failure.TooLarge("siblings", 16 << 20, "bytes"),
            413,
            "too_large",
            "not-applied",
            false,
            "{\"what\":\"siblings\",\"limit\":16777216,\"unit\":\"bytes\"}"),
        row(
            new Failure.BucketNotFound("b\"\\\n"),
            404,
            "bucket_not_found",
            "not-applied",
            false,
            "{\"bucket\":\"b\\\"\\\\\\n\"}"));
  }

  private static Arguments row(
      Failure failure, int status, String error, String outcome, boolean retryable, String rest) {
    return Arguments.of(failure, status, error, outcome, retryable, rest);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void saysWhatBecameOfTheDataAndWhetherToTryAgain(
      Failure failure, int status, String error, String outcome, boolean retryable, String rest) {
    ObjectNode document = Problems.of(failure).document("id");

    assertThat(document.get("status").asInt()).isEqualTo(status);
    assertThat(document.get("type").asText()).isEqualTo("/problems/" + error);
    assertThat(document.get("error").asText()).isEqualTo(error);
    assertThat(document.get("outcome").asText()).isEqualTo(outcome);
    assertThat(document.get("retryable").asBoolean()).isEqualTo(retryable);
    assertThat(document.get("request_id").asText()).isEqualTo("id");
    ObjectNode further = Json.read(RawClient.utf8(rest));
    further
        .properties()
        .forEach(
            member ->
                assertThat(document.get(member.getKey()))
                    .hasToString(member.getValue().toString()));
  }

  @Test
  void saysWhenToComeBackToAnOverloadedNode() {
    assertThat(Problems.of(new Failure.Overloaded()).headers()).containsEntry("Retry-After", "1");
  }

  @Test
  void doesNotKnowWhatADefectDidToTheData() {
    assertThat(Problems.internal().document("id").get("outcome").asText()).isEqualTo("unknown");
    assertThat(Problems.internal().retryable()).isFalse();
  }
}
