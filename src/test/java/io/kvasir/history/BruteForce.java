package io.kvasir.history;

import io.kvasir.history.Outcome.Done;
import io.kvasir.history.Outcome.Result;
import io.kvasir.history.Outcome.Sight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Tries every order of a tiny history, with and without each operation of unknown outcome, and
 * every revision that a write of untold revision can have had (told ones leave gaps). Slow, and
 * simple enough to be believed.
 */
final class BruteForce {
  private final List<Operation> operations;
  private final SortedSet<Long> told = new TreeSet<>();

  private record Cell(String value, long revision) {}

  private BruteForce(List<Operation> operations) {
    this.operations = operations;
    for (Operation operation : operations) {
      if (operation.outcome() instanceof Done(Result result)) {
        told.add(result.revision());
        result.sights().forEach(sight -> told.add(sight.revision()));
      }
    }
  }

  static boolean isLinearizable(History history) {
    List<Operation> operations =
        history.operations().stream()
            .filter(operation -> !(operation.outcome() instanceof Outcome.NotApplied))
            .toList();
    return new BruteForce(operations).goesOn(new boolean[operations.size()], new TreeMap<>(), 0);
  }

  private boolean goesOn(boolean[] done, SortedMap<String, Cell> state, long highest) {
    boolean complete = true;
    for (int at = 0; at < done.length; at++) {
      Operation operation = operations.get(at);
      if (done[at]) {
        continue;
      }
      complete &= operation.outcome() instanceof Outcome.Unknown;
      if (mayBeNext(operation, done) && takes(at, done, state, highest)) {
        return true;
      }
    }
    return complete;
  }

  private boolean mayBeNext(Operation operation, boolean[] done) {
    for (int other = 0; other < done.length; other++) {
      if (!done[other] && operations.get(other).returned() < operation.invoked()) {
        return false;
      }
    }
    return true;
  }

  private boolean takes(int at, boolean[] done, SortedMap<String, Cell> state, long highest) {
    boolean[] then = done.clone();
    then[at] = true;
    Operation operation = operations.get(at);
    boolean succeeds =
        operation.transaction().guards().stream().allMatch(guard -> holds(guard, state));
    List<Step> steps = operation.transaction().branch(succeeds);
    boolean puts = steps.stream().anyMatch(Step.Put.class::isInstance);
    boolean deletes =
        steps.stream()
            .anyMatch(step -> step instanceof Step.Delete && state.containsKey(step.key()));
    for (long revision : puts || deletes ? possible(highest) : unchanged(operation, highest)) {
      SortedMap<String, Cell> after = new TreeMap<>(state);
      if (matches(operation, succeeds, revision, carryOut(steps, after, revision))
          && goesOn(then, after, revision)) {
        return true;
      }
    }
    return false;
  }

  /** What a write after {@code highest} can have: any revision that was told, or another one. */
  private SortedSet<Long> possible(long highest) {
    SortedSet<Long> possible = new TreeSet<>(told.tailSet(highest + 1));
    possible.add(highest + 1);
    return possible;
  }

  /** What nothing that happens leaves: what other keys made of it since is told by the answer. */
  private static SortedSet<Long> unchanged(Operation operation, long highest) {
    long told = operation.outcome() instanceof Done(Result result) ? result.revision() : 0;
    return new TreeSet<>(List.of(Math.max(told, highest)));
  }

  private static boolean holds(Guard guard, SortedMap<String, Cell> state) {
    Optional<Cell> cell = Optional.ofNullable(state.get(guard.key()));
    return switch (guard.test()) {
      case Guard.ValueIs(String value) -> cell.filter(held -> held.value.equals(value)).isPresent();
      case Guard.RevisionIs(long revision) ->
          cell.filter(held -> held.revision == revision).isPresent();
      case Guard.Absent() -> cell.isEmpty();
      case Guard.Present() -> cell.isPresent();
    };
  }

  private static List<Sight> carryOut(
      List<Step> steps, SortedMap<String, Cell> state, long revision) {
    List<Sight> sights = new ArrayList<>();
    for (Step step : steps) {
      switch (step) {
        case Step.Put(String key, String value) -> state.put(key, new Cell(value, revision));
        case Step.Delete(String key) -> state.remove(key);
        case Step.Get(String key) ->
            sights.add(
                Optional.ofNullable(state.get(key))
                    .map(cell -> new Sight(Optional.of(cell.value), cell.revision))
                    .orElse(Sight.NOTHING));
      }
    }
    return sights;
  }

  private static boolean matches(
      Operation operation, boolean succeeds, long revision, List<Sight> sights) {
    if (!(operation.outcome() instanceof Done(Result result))) {
      return true;
    }
    boolean same = result.succeeded() == succeeds && agree(result.revision(), revision);
    for (int at = 0; same && at < sights.size(); at++) {
      Sight told = result.sights().get(at);
      same =
          told.value().equals(sights.get(at).value())
              && agree(told.revision(), sights.get(at).revision());
    }
    return same;
  }

  private static boolean agree(long told, long actual) {
    return told == Outcome.UNTOLD || told == actual;
  }
}
