package io.kvasir.history;

import java.util.Comparator;
import java.util.List;

/** Operations in the order of their invocation. */
public record History(List<Operation> operations) {
  public History {
    operations = operations.stream().sorted(Comparator.comparingLong(Operation::invoked)).toList();
  }

  public static History of(Operation... operations) {
    return new History(List.of(operations));
  }
}
