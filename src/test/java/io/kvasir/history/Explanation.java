package io.kvasir.history;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Says why a component has no linearization: the operation that no order gets past, the state at
 * the farthest point, what led there and what could have come next.
 */
final class Explanation {
  private static final int BEFORE = 8;
  private static final int PENDING = 80;

  private final Components.Component component;
  private final Preparation preparation;
  private final Search.Depth depth;

  Explanation(Components.Component component, Preparation preparation, Search.Depth depth) {
    this.component = component;
    this.preparation = preparation;
    this.depth = depth;
  }

  @Override
  public String toString() {
    Move blocked = preparation.moves().get(depth.blocked());
    return "no order explains:\n  "
        + blocked.operation()
        + "\n"
        + unheardOf(blocked)
        + "the farthest order takes "
        + depth.taken()
        + " operations and ends with\n"
        + lines(depth.order().stream().skip(Math.max(0, depth.order().size() - BEFORE)).toList())
        + "which leaves "
        + state()
        + ", to be seen yet by:\n"
        + lines(observers())
        + "pending there:\n"
        + lines(depth.pending().stream().limit(PENDING).toList());
  }

  /** Who must still see what the state holds. */
  private List<Integer> observers() {
    Set<Integer> taken = new HashSet<>(depth.order());
    boolean[] writtenOnce = preparation.writtenOnce();
    return IntStream.range(0, preparation.moves().size())
        .filter(number -> !taken.contains(number))
        .filter(
            number ->
                preparation.moves().get(number).observes().stream()
                    .anyMatch(value -> writtenOnce[value] && holds(value)))
        .limit(BEFORE)
        .boxed()
        .toList();
  }

  private boolean holds(int value) {
    return Arrays.stream(depth.state().values).anyMatch(held -> held == value);
  }

  private String lines(List<Integer> numbers) {
    return numbers.stream()
        .map(number -> "  " + preparation.moves().get(number).operation() + "\n")
        .collect(Collectors.joining());
  }

  private String state() {
    String[] values = preparation.valueNames();
    return IntStream.range(0, preparation.keyNames().size())
        .mapToObj(
            key ->
                preparation.keyNames().get(key)
                    + "="
                    + values[depth.state().values[key]]
                    + revision(depth.state().revisions[key]))
        .collect(Collectors.joining(", "));
  }

  private static String revision(long revision) {
    return revision == Outcome.UNTOLD ? "" : "@" + revision;
  }

  /** A value in the answer that nobody can have written. */
  private String unheardOf(Move blocked) {
    if (!(blocked.operation().outcome() instanceof Outcome.Done(Outcome.Result result))) {
      return "";
    }
    return result.sights().stream()
        .flatMap(sight -> sight.value().stream())
        .filter(value -> component.operations().stream().noneMatch(op -> mayWrite(op, value)))
        .map(value -> "nobody wrote " + value + refusal(value) + "\n")
        .collect(Collectors.joining());
  }

  private String refusal(String value) {
    return component.operations().stream()
        .filter(operation -> writes(operation, value))
        .map(operation -> ", as this was not applied: " + operation)
        .findFirst()
        .orElse("");
  }

  private static boolean mayWrite(Operation operation, String value) {
    return !(operation.outcome() instanceof Outcome.NotApplied) && writes(operation, value);
  }

  private static boolean writes(Operation operation, String value) {
    Transaction transaction = operation.transaction();
    return List.of(transaction.success(), transaction.failure()).stream()
        .flatMap(List::stream)
        .anyMatch(step -> step instanceof Step.Put put && put.value().equals(value));
  }
}
