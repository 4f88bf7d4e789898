package io.kvasir.operator.kube;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Conditions of a status, which tell since when they are as they are. */
final class Conditions {
  private final @Nullable List<Condition> before;
  private final long generation;
  private final Instant now;

  /**
   * @param before the conditions that were told last
   * @param generation of the spec that this is about
   * @param now when conditions changed that did
   */
  Conditions(@Nullable List<Condition> before, long generation, Instant now) {
    this.before = before;
    this.generation = generation;
    this.now = now;
  }

  /**
   * A condition.
   *
   * @param status {@code True}, {@code False} or {@code Unknown}
   */
  Condition of(String type, String status, String reason, String message) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .withObservedGeneration(generation)
        .withLastTransitionTime(since(type, status))
        .build();
  }

  private String since(String type, String status) {
    return Objects.requireNonNullElse(before, List.<Condition>of()).stream()
        .filter(each -> each.getType().equals(type) && each.getStatus().equals(status))
        .map(Condition::getLastTransitionTime)
        .findFirst()
        .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
  }
}
