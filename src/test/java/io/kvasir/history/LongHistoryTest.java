package io.kvasir.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.history.Outcome.Done;
import io.kvasir.history.Outcome.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A hundred thousand operations of 64 clients on ten keys, with hundreds of unknown outcome. */
class LongHistoryTest {
  private static final int SIZE = 100_000;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @ParameterizedTest
  @CsvSource({"false, 0", "true, 0", "true, 15"})
  void isDecidedInSeconds(boolean revisions, int transactionsInHundred) {
    History history = new LongHistories(new Random(1), revisions, transactionsInHundred).next(SIZE);
    long unknown =
        history.operations().stream().filter(op -> op.returned() == Operation.NEVER).count();
    assertThat(unknown).isGreaterThan(300);

    assertThat(timed("as told", history)).isInstanceOf(Verdict.Linearizable.class);
    assertThat(timed("with one stale read", withAStaleRead(history)))
        .isInstanceOf(Verdict.NotLinearizable.class);
  }

  private static Verdict timed(String what, History history) {
    long start = System.nanoTime();
    Verdict verdict = new LinearizabilityChecker().check(history);
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    System.out.printf(
        "%d operations %s: %s in %d ms%n",
        history.operations().size(), what, verdict.getClass().getSimpleName(), taken.toMillis());
    assertThat(taken).isLessThan(LIMIT);
    return verdict;
  }

  /** In the middle of the history a get repeats what the same key answered a second before. */
  private static History withAStaleRead(History history) {
    List<Operation> operations = new ArrayList<>(history.operations());
    SortedMap<String, Operation> earlier = new TreeMap<>();
    for (int at = SIZE / 2; at < SIZE; at++) {
      Operation operation = operations.get(at);
      if (isGet(operation)) {
        String key = operation.transaction().keys().first();
        Operation first = earlier.computeIfAbsent(key, unseen -> operation);
        if (operation.invoked() - first.returned() > 1_000_000
            && !operation.outcome().equals(first.outcome())) {
          operations.set(
              at,
              new Operation(
                  operation.client(),
                  operation.invoked(),
                  operation.returned(),
                  operation.transaction(),
                  first.outcome()));
          return new History(operations);
        }
      }
    }
    throw new AssertionError("no get to spoil");
  }

  private static boolean isGet(Operation operation) {
    return operation.transaction().guards().isEmpty()
        && operation.transaction().isReadOnly()
        && operation.outcome() instanceof Done(Result result)
        && result.sights().getFirst().value().isPresent();
  }
}
