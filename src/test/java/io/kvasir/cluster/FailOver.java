package io.kvasir.cluster;

import io.kvasir.history.History;
import io.kvasir.history.Operation;
import io.kvasir.history.Outcome;
import java.util.List;

/** How long writes stood still after leaders were killed. */
record FailOver(List<Long> millis) {
  /**
   * From each kill until the first acknowledgement of a write that was invoked after it.
   *
   * @param kills on the clock of the history
   */
  static FailOver of(History history, List<Long> kills) {
    return new FailOver(
        kills.stream()
            .mapToLong(kill -> firstWrite(history, kill) - kill)
            .map(nanos -> nanos / 1_000_000)
            .sorted()
            .boxed()
            .toList());
  }

  private static long firstWrite(History history, long kill) {
    return history.operations().stream()
        .filter(operation -> operation.invoked() > kill)
        .filter(operation -> !operation.transaction().isReadOnly())
        .filter(
            operation ->
                operation.outcome() instanceof Outcome.Done(Outcome.Result result)
                    && result.succeeded())
        .mapToLong(Operation::returned)
        .min()
        .orElse(Operation.NEVER);
  }

  @Override
  public String toString() {
    return millis.isEmpty()
        ? "no leader was killed"
        : "fail-over after kill -9 of the leader: median %d ms, worst %d ms of %d"
            .formatted(millis.get(millis.size() / 2), millis.getLast(), millis.size());
  }
}
