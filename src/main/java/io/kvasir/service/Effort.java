package io.kvasir.service;

import io.kvasir.core.bucket.Quorum;
import java.util.Optional;

/**
 * How hard one request tries.
 *
 * @param replicas N of the bucket
 * @param quorum how many of those that there are must answer
 * @param timeoutMillis how long it waits
 */
record Effort(int replicas, Quorum quorum, long timeoutMillis) {
  /**
   * @param parameter the name of the option that overrides the quorum
   * @param replicas N of the bucket
   * @param quorum the bucket's own choice
   * @param timeoutMillis the node's own choice
   */
  static Effort of(
      RequestOptions options, String parameter, int replicas, Quorum quorum, long timeoutMillis) {
    Quorum chosen = options.quorum().orElse(quorum);
    if (chosen.of(replicas) > replicas) {
      throw new Refused(
          new Failure.Invalid(parameter, "must not exceed the bucket's " + replicas + " replicas"));
    }
    return new Effort(replicas, chosen, timeout(options, timeoutMillis));
  }

  static long timeout(RequestOptions options, long otherwise) {
    Optional<Long> chosen = options.timeoutMillis();
    if (chosen.isPresent()
        && (chosen.get() < 1 || chosen.get() > RequestOptions.MAX_TIMEOUT_MILLIS)) {
      throw new Refused(
          new Failure.Invalid(
              "timeout", "must be 1 to " + RequestOptions.MAX_TIMEOUT_MILLIS + " milliseconds"));
    }
    return chosen.orElse(otherwise);
  }
}
