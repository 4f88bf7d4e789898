package io.kvasir.service.problem;

import io.kvasir.service.Effect;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is wrong with a request.
 *
 * @param detail one sentence about this occurrence
 * @param effect what it did to the data
 * @param retryable whether the same request, sent again, does no harm and may succeed
 * @param members further facts, by name; strings, integers and longs
 */
public record Diagnosis(
    ProblemType type,
    String detail,
    Effect effect,
    boolean retryable,
    Map<String, Object> members) {
  public Diagnosis {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  /** One that changed nothing, and will not go away by itself. */
  public static Diagnosis of(ProblemType type, String detail) {
    return new Diagnosis(type, detail, Effect.NOT_APPLIED, false, Map.of());
  }

  Diagnosis withEffect(Effect other) {
    return new Diagnosis(type, detail, other, retryable, members);
  }

  /** The same, which may be gone when the same is asked again, or not. */
  public Diagnosis withRetryable(boolean other) {
    return new Diagnosis(type, detail, effect, other, members);
  }

  /** With one fact more. */
  public Diagnosis with(String member, Object value) {
    LinkedHashMap<String, Object> more = new LinkedHashMap<>(members);
    more.put(member, value);
    return new Diagnosis(type, detail, effect, retryable, more);
  }
}
