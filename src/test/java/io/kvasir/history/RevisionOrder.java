package io.kvasir.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Checks the one sequence of revisions of a bucket across all of its keys: what is invoked after a
 * revision was told answers with none that is lower, and a write of a value with a higher one.
 * Finds what checking key by key cannot see, at the cost of a sort; for buckets of one shard.
 */
public final class RevisionOrder {
  private RevisionOrder() {}

  /** Returns the first violation as text. */
  public static Optional<String> violation(History history) {
    List<Operation> byReturn = new ArrayList<>(history.operations());
    byReturn.removeIf(operation -> told(operation) == Outcome.UNTOLD);
    byReturn.sort(Comparator.comparingLong(Operation::returned));
    int returned = 0;
    Optional<Operation> highest = Optional.empty();
    for (Operation operation : history.operations()) {
      while (returned < byReturn.size()
          && byReturn.get(returned).returned() < operation.invoked()) {
        highest = Optional.of(higher(highest, byReturn.get(returned++)));
      }
      long lowest = told(operation) - (writes(operation) ? 1 : 0);
      if (told(operation) != Outcome.UNTOLD
          && highest.filter(seen -> told(seen) > lowest).isPresent()) {
        return highest.map(
            seen -> seen + "\nreturned before this, at a revision that is too low:\n" + operation);
      }
    }
    return Optional.empty();
  }

  private static Operation higher(Optional<Operation> highest, Operation operation) {
    return highest.filter(seen -> told(seen) >= told(operation)).orElse(operation);
  }

  private static boolean writes(Operation operation) {
    return operation.outcome() instanceof Outcome.Done(Outcome.Result result)
        && operation.transaction().branch(result.succeeded()).stream()
            .anyMatch(Step.Put.class::isInstance);
  }

  /** The highest revision that the answer names. */
  private static long told(Operation operation) {
    if (!(operation.outcome() instanceof Outcome.Done(Outcome.Result result))) {
      return Outcome.UNTOLD;
    }
    return result.sights().stream()
        .mapToLong(Outcome.Sight::revision)
        .reduce(result.revision(), Math::max);
  }
}
