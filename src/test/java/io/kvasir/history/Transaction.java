package io.kvasir.history;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a client asks for: if all guards hold, the steps of {@code success} in order, otherwise
 * those of {@code failure}, in one atomic moment. Puts, gets, deletes and compare-and-set are
 * transactions of one key.
 */
public record Transaction(List<Guard> guards, List<Step> success, List<Step> failure) {
  public Transaction {
    guards = List.copyOf(guards);
    success = List.copyOf(success);
    failure = List.copyOf(failure);
    if (guards.isEmpty() && success.isEmpty()) {
      throw new IllegalArgumentException("a transaction that does nothing");
    }
  }

  public static Transaction of(Step... steps) {
    return new Transaction(List.of(), List.of(steps), List.of());
  }

  public static Transaction put(String key, String value) {
    return of(new Step.Put(key, value));
  }

  public static Transaction get(String key) {
    return of(new Step.Get(key));
  }

  public static Transaction delete(String key) {
    return of(new Step.Delete(key));
  }

  /** Writes the guard's key if the guard holds. */
  public static Transaction compareAndSet(Guard guard, String value) {
    return new Transaction(List.of(guard), List.of(new Step.Put(guard.key(), value)), List.of());
  }

  /** The steps that are carried out when the guards hold, or when they do not. */
  public List<Step> branch(boolean succeeded) {
    return succeeded ? success : failure;
  }

  /** Every key that is looked at or changed in any branch. */
  public SortedSet<String> keys() {
    SortedSet<String> keys = new TreeSet<>();
    guards.forEach(guard -> keys.add(guard.key()));
    Stream.concat(success.stream(), failure.stream()).forEach(step -> keys.add(step.key()));
    return keys;
  }

  /** Whether it changes nothing in any branch. */
  public boolean isReadOnly() {
    return Stream.concat(success.stream(), failure.stream()).allMatch(Step.Get.class::isInstance);
  }

  @Override
  public String toString() {
    String then = join(success);
    if (guards.isEmpty()) {
      return then;
    }
    String condition = guards.stream().map(Guard::toString).collect(Collectors.joining(" and "));
    String otherwise = failure.isEmpty() ? "" : " else " + join(failure);
    return "if " + condition + " then " + then + otherwise;
  }

  private static String join(List<Step> steps) {
    return steps.stream().map(Step::toString).collect(Collectors.joining("; "));
  }
}
