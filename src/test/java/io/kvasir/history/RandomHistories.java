package io.kvasir.history;

import io.kvasir.history.Outcome.Done;
import io.kvasir.history.Outcome.Result;
import io.kvasir.history.Outcome.Sight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Tiny histories of an atomic bucket, of which some answers are then replaced by wrong ones: nearly
 * right, so that about half of them are linearizable.
 */
final class RandomHistories {
  /** Leaves room for writes of unknown outcome in between. */
  private static final int REVISION_GAP = 10;

  private static final int TIMES = 12;

  private final RandomGenerator random;
  private final int keys;
  private final boolean distinctValues;
  private final boolean revisions;
  private final boolean everyAnswer;
  private final SortedMap<String, Sight> state = new TreeMap<>();
  private final List<Long> told = new ArrayList<>();
  private long revision;
  private int written;

  /** Which answers tell revisions. */
  enum Told {
    NOTHING,
    VALUES,
    EVERY_ANSWER
  }

  /**
   * @param distinctValues whether every write writes a value of its own
   */
  RandomHistories(RandomGenerator random, int keys, boolean distinctValues, Told told) {
    this.random = random;
    this.keys = keys;
    this.distinctValues = distinctValues;
    revisions = told != Told.NOTHING;
    everyAnswer = told == Told.EVERY_ANSWER;
  }

  History next(int size) {
    List<Operation> operations = new ArrayList<>();
    for (int at = 0; at < size; at++) {
      operations.add(operation(at));
    }
    return new History(operations);
  }

  /** Takes effect at about {@code at}, if it does. */
  private Operation operation(int at) {
    long middle = (long) at * TIMES;
    long invoked = middle - random.nextInt(2 * TIMES);
    Transaction transaction = transaction();
    Outcome outcome = outcome(transaction);
    long returned =
        outcome instanceof Outcome.Unknown ? Operation.NEVER : middle + random.nextInt(2 * TIMES);
    return new Operation(at, invoked, returned, transaction, outcome);
  }

  private Outcome outcome(Transaction transaction) {
    return switch (random.nextInt(10)) {
      case 0 -> Outcome.notApplied();
      case 1 -> Outcome.unknown();
      case 2 -> {
        done(transaction);
        yield Outcome.unknown();
      }
      default -> {
        Result result = done(transaction);
        if (result.sights().isEmpty() && result.succeeded()) {
          note(result.revision());
        }
        result.sights().forEach(sight -> note(sight.revision()));
        yield new Done(result);
      }
    };
  }

  private void note(long revision) {
    if (revision != Outcome.UNTOLD) {
      told.add(revision);
    }
  }

  private Transaction transaction() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> Transaction.put(key(), value());
      case 2, 3 -> Transaction.get(key());
      case 4 -> Transaction.delete(key());
      case 5, 6 -> Transaction.compareAndSet(guard(), value());
      default ->
          new Transaction(
              random.nextBoolean() ? List.of() : List.of(guard()),
              List.of(step(), step()),
              random.nextBoolean() ? List.of() : List.of(step()));
    };
  }

  private String key() {
    return "k" + random.nextInt(keys);
  }

  private String value() {
    return "v" + (distinctValues ? written++ : random.nextInt(3));
  }

  private Step step() {
    return switch (random.nextInt(3)) {
      case 0 -> new Step.Put(key(), value());
      case 1 -> new Step.Get(key());
      default -> new Step.Delete(key());
    };
  }

  private Guard guard() {
    String key = key();
    return switch (random.nextInt(told.isEmpty() ? 4 : 6)) {
      case 0 -> Guard.absent(key);
      case 1 -> Guard.present(key);
      case 2, 3 -> Guard.valueIs(key, "v" + random.nextInt(Math.max(3, written)));
      default -> Guard.revisionIs(key, told.get(random.nextInt(told.size())));
    };
  }

  /** Carries it out, and tells the truth most of the time. */
  private Result done(Transaction transaction) {
    boolean succeeded = transaction.guards().stream().allMatch(this::holds);
    List<Step> steps = transaction.branch(succeeded);
    boolean puts = steps.stream().anyMatch(Step.Put.class::isInstance);
    boolean deletes =
        steps.stream()
            .anyMatch(step -> step instanceof Step.Delete && state.containsKey(step.key()));
    revision += puts || (deletes && everyAnswer) ? REVISION_GAP : 0;
    List<Sight> sights = new ArrayList<>();
    for (Step step : steps) {
      switch (step) {
        case Step.Put(String key, String value) ->
            state.put(key, new Sight(Optional.of(value), revisions ? revision : 0));
        case Step.Delete(String key) -> state.remove(key);
        case Step.Get(String key) -> sights.add(sight(key));
      }
    }
    return new Result(succeeded, everyAnswer || (revisions && puts) ? revision : 0, sights);
  }

  private Sight sight(String key) {
    if (random.nextInt(3) > 0) {
      return state.getOrDefault(key, Sight.NOTHING);
    }
    return random.nextInt(3) == 0
        ? Sight.NOTHING
        : new Sight(Optional.of("v" + random.nextInt(Math.max(3, written))), 0);
  }

  private boolean holds(Guard guard) {
    Sight sight = state.getOrDefault(guard.key(), Sight.NOTHING);
    return switch (guard.test()) {
      case Guard.ValueIs(String value) -> sight.value().filter(value::equals).isPresent();
      case Guard.RevisionIs(long expected) ->
          sight.value().isPresent() && sight.revision() == expected;
      case Guard.Absent() -> sight.value().isEmpty();
      case Guard.Present() -> sight.value().isPresent();
    };
  }
}
