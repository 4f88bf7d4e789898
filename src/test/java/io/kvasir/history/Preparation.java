package io.kvasir.history;

import io.kvasir.history.Move.Act;
import io.kvasir.history.Move.Branch;
import io.kvasir.history.Move.Check;
import io.kvasir.history.Move.Found;
import io.kvasir.history.Move.Kind;
import io.kvasir.history.Move.Rank;
import io.kvasir.history.Move.Shape;
import io.kvasir.history.Move.Test;
import io.kvasir.history.Outcome.Result;
import io.kvasir.history.Outcome.Sight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Makes a component's operations ready for the search, without a change to whether it is
 * linearizable:
 *
 * <ul>
 *   <li>What was not applied is left out, and reads of unknown outcome, which nobody can miss.
 *   <li>A write of unknown outcome whose value somebody saw did happen, before that observer
 *       returned, if no other operation writes this value to this key. It becomes required, with
 *       the observer's return for its own.
 *   <li>If observers of such a value were told its revision, the write has that revision.
 *   <li>Values that no answer and no guard names cannot be told apart: they share one number.
 * </ul>
 */
final class Preparation {
  /** Stands for each value that no answer and no guard names. */
  static final String UNSEEN = "a value that nobody saw";

  private static final int UNNAMED = 1;

  private final List<Operation> operations;
  private final SortedMap<String, Integer> keys = new TreeMap<>();
  private final Map<Written, Integer> numbers = new HashMap<>();
  private final Map<Written, Evidence> evidence = new HashMap<>();
  private final List<Move> moves = new ArrayList<>();
  private final Set<Long> attributed = new HashSet<>();
  private final List<Integer> keyOf = new ArrayList<>(List.of(-1, -1));
  private int next = UNNAMED + 1;

  /** A value at a key. */
  private record Written(String key, String value) {}

  /** What the history tells of a value at a key. */
  private static final class Evidence {
    private int writers;
    private boolean named;
    private long seenBy = Operation.NEVER;
    private long revision;
  }

  Preparation(Components.Component component) {
    component.keys().forEach(key -> keys.put(key, keys.size()));
    operations = component.operations().stream().filter(Preparation::matters).toList();
    operations.forEach(this::gatherWrites);
    operations.forEach(this::gatherNames);
    operations.forEach(this::gatherRevisions);
    operations.forEach(operation -> moves.add(move(operation)));
  }

  private static boolean matters(Operation operation) {
    return switch (operation.outcome()) {
      case Outcome.Done done -> true;
      case Outcome.NotApplied notApplied -> false;
      case Outcome.Unknown unknown -> !operation.transaction().isReadOnly();
    };
  }

  List<Move> moves() {
    return moves;
  }

  List<String> keyNames() {
    return List.copyOf(keys.keySet());
  }

  /** The key, by number, of a value by number. */
  int keyOf(int value) {
    return keyOf.get(value);
  }

  int valueCount() {
    return next;
  }

  /** For each value by number, whether exactly one operation can have written it. */
  boolean[] writtenOnce() {
    boolean[] once = new boolean[next];
    numbers.forEach((written, number) -> once[number] = of(written).writers == 1);
    once[Cells.ABSENT] = false;
    once[UNNAMED] = false;
    return once;
  }

  /** The text of each value by number. */
  String[] valueNames() {
    String[] names = new String[next];
    numbers.forEach((written, number) -> names[number] = written.value);
    names[Cells.ABSENT] = "nothing";
    names[UNNAMED] = UNSEEN;
    return names;
  }

  private Evidence of(Written written) {
    return evidence.computeIfAbsent(written, unseen -> new Evidence());
  }

  private void gatherWrites(Operation operation) {
    SortedSet<String> seen = new TreeSet<>();
    for (List<Step> branch : branches(operation)) {
      for (Step step : branch) {
        if (step instanceof Step.Put(String key, String value) && seen.add(key + "\0" + value)) {
          of(new Written(key, value)).writers++;
        }
      }
    }
  }

  private static List<List<Step>> branches(Operation operation) {
    Transaction transaction = operation.transaction();
    return operation.outcome() instanceof Outcome.Done(Result result)
        ? List.of(transaction.branch(result.succeeded()))
        : List.of(transaction.success(), transaction.failure());
  }

  private void gatherNames(Operation operation) {
    for (Guard guard : operation.transaction().guards()) {
      if (guard.test() instanceof Guard.ValueIs(String value)) {
        of(new Written(guard.key(), value)).named = true;
      }
    }
    if (operation.outcome() instanceof Outcome.Done(Result result)) {
      forEachSight(
          operation.transaction(), result, true, (written, sight) -> of(written).named = true);
      forEachObserved(
          operation,
          (written, sight) -> {
            Evidence found = of(written);
            found.seenBy = Math.min(found.seenBy, operation.returned());
            found.revision = Math.max(found.revision, sight.revision());
          });
    }
  }

  private void gatherRevisions(Operation operation) {
    if (operation.outcome() instanceof Outcome.Done(Result result)) {
      if (operation.transaction().branch(result.succeeded()).stream()
          .anyMatch(Step.Put.class::isInstance)) {
        attributed.add(result.revision());
      }
      forEachObserved(
          operation,
          (written, sight) -> {
            if (of(written).writers == 1) {
              attributed.add(sight.revision());
            }
          });
    }
  }

  private interface Observation {
    void of(Written written, Sight sight);
  }

  /** The values that were seen, with or without those that the operation wrote itself before. */
  private static void forEachSight(
      Transaction transaction, Result result, boolean own, Observation observation) {
    SortedSet<String> changed = new TreeSet<>();
    int at = 0;
    for (Step step : transaction.branch(result.succeeded())) {
      if (step instanceof Step.Get(String key)) {
        Sight sight = result.sights().get(at++);
        if (own || !changed.contains(key)) {
          sight.value().ifPresent(value -> observation.of(new Written(key, value), sight));
        }
      } else {
        changed.add(step.key());
      }
    }
  }

  /** What the operation must have found: values that it did not write, and guards that held. */
  private static void forEachObserved(Operation operation, Observation observation) {
    if (operation.outcome() instanceof Outcome.Done(Result result)) {
      forEachSight(operation.transaction(), result, false, observation);
      if (result.succeeded()) {
        forEachNamedByGuards(
            operation.transaction(), written -> observation.of(written, Sight.NOTHING));
      }
    }
  }

  private static void forEachNamedByGuards(Transaction transaction, Consumer<Written> each) {
    for (Guard guard : transaction.guards()) {
      if (guard.test() instanceof Guard.ValueIs(String value)) {
        each.accept(new Written(guard.key(), value));
      }
    }
  }

  private Move move(Operation operation) {
    Branch branch = branch(operation);
    long seenBy = Operation.NEVER;
    long revision = Outcome.UNTOLD;
    boolean puts = false;
    for (List<Step> steps : branches(operation)) {
      for (Step step : steps) {
        if (step instanceof Step.Put(String key, String value)) {
          Evidence found = of(new Written(key, value));
          puts |= branch != Branch.BY_STATE;
          if (found.writers == 1) {
            seenBy = Math.min(seenBy, found.seenBy);
            revision = Math.max(revision, found.revision);
          }
        }
      }
    }
    if (operation.outcome() instanceof Outcome.Done(Result result)
        && result.revision() != Outcome.UNTOLD) {
      revision = result.revision();
    }
    boolean required = branch != Branch.BY_STATE || seenBy != Operation.NEVER;
    return new Move(
        operation,
        required,
        Math.min(operation.returned(), seenBy),
        branch,
        revision,
        puts || (branch == Branch.BY_STATE && revision != Outcome.UNTOLD)
            ? Rank.WRITES
            : operationRank(operation, branch),
        observed(operation),
        operation.transaction().keys(),
        keys.get(operation.transaction().keys().first()),
        shape(operation));
  }

  private static Rank operationRank(Operation operation, Branch branch) {
    boolean reads =
        branch != Branch.BY_STATE
            && operation.transaction().branch(branch == Branch.SUCCESS).stream()
                .allMatch(Step.Get.class::isInstance);
    return reads ? Rank.READS : Rank.MAY_WRITE;
  }

  private static Branch branch(Operation operation) {
    if (operation.outcome() instanceof Outcome.Done(Result result)) {
      return result.succeeded() ? Branch.SUCCESS : Branch.FAILURE;
    }
    return Branch.BY_STATE;
  }

  private List<Integer> observed(Operation operation) {
    SortedSet<Integer> observed = new TreeSet<>();
    forEachObserved(operation, (written, sight) -> observed.add(number(written)));
    return List.copyOf(observed);
  }

  private Shape shape(Operation operation) {
    Transaction transaction = operation.transaction();
    return new Shape(
        transaction.guards().stream().map(this::check).toList(),
        transaction.success().stream().map(this::act).toList(),
        transaction.failure().stream().map(this::act).toList(),
        operation.outcome() instanceof Outcome.Done(Result result)
            ? found(transaction, result)
            : List.of());
  }

  private Check check(Guard guard) {
    int key = keys.get(guard.key());
    return switch (guard.test()) {
      case Guard.ValueIs(String value) ->
          new Check(key, Test.VALUE, number(new Written(guard.key(), value)), 0, false);
      case Guard.RevisionIs(long revision) ->
          new Check(key, Test.REVISION, 0, revision, attributed.contains(revision));
      case Guard.Absent() -> new Check(key, Test.ABSENT, 0, 0, false);
      case Guard.Present() -> new Check(key, Test.PRESENT, 0, 0, false);
    };
  }

  private Act act(Step step) {
    int key = keys.get(step.key());
    return switch (step) {
      case Step.Put(String name, String value) ->
          new Act(Kind.PUT, key, number(new Written(name, value)));
      case Step.Get get -> new Act(Kind.GET, key, 0);
      case Step.Delete delete -> new Act(Kind.DELETE, key, 0);
    };
  }

  private List<Found> found(Transaction transaction, Result result) {
    List<Found> found = new ArrayList<>();
    int at = 0;
    for (Step step : transaction.branch(result.succeeded())) {
      if (step instanceof Step.Get(String key)) {
        Sight sight = result.sights().get(at++);
        int value = sight.value().map(text -> number(new Written(key, text))).orElse(Cells.ABSENT);
        found.add(new Found(value, sight.revision()));
      }
    }
    return found;
  }

  private int number(Written written) {
    return of(written).named ? numbers.computeIfAbsent(written, this::newNumber) : UNNAMED;
  }

  private int newNumber(Written written) {
    keyOf.add(keys.get(written.key));
    return next++;
  }
}
