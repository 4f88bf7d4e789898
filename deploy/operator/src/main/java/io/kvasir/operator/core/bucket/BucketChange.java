package io.kvasir.operator.core.bucket;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What of a bucket becomes another; what is absent stays. */
public record BucketChange(
    Optional<Consistency> consistency,
    Optional<Boolean> demandsPrecondition,
    Optional<Long> ttlSeconds) {
  public boolean isEmpty() {
    return consistency.isEmpty() && demandsPrecondition.isEmpty() && ttlSeconds.isEmpty();
  }

  /** For people. */
  public String describe() {
    List<String> parts = new ArrayList<>();
    consistency.ifPresent(each -> parts.add("consistency: " + each.describe()));
    demandsPrecondition.ifPresent(each -> parts.add("demandPrecondition: " + each));
    ttlSeconds.ifPresent(each -> parts.add("ttlSeconds: " + each));
    return String.join(", ", parts);
  }
}
