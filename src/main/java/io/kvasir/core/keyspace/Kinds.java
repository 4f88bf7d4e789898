package io.kvasir.core.keyspace;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Numeric;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bucket.Value.Kind;
import io.kvasir.core.keyspace.Compare.Relation;
import io.kvasir.core.keyspace.TransactionResult.OutOfRange;
import io.kvasir.core.keyspace.TransactionResult.WrongKind;
import java.util.Optional;

/** Whether what stands under a key suits what a transaction compares it with, or adds to it. */
final class Kinds {
  private Kinds() {}

  /** Why {@code found} cannot be compared; empty when it can. */
  static Optional<TransactionResult> flaw(Compare compare, Optional<Versioned> found) {
    return compare instanceof Compare.OfValue(Key key, Relation relation, Value operand)
        ? found
            .map(standing -> standing.value().kind())
            .filter(kind -> !kind.isComparableTo(operand.kind()))
            .map(kind -> new WrongKind(key, operand.kind(), kind))
        : Optional.empty();
  }

  /** Why an action cannot be carried out on {@code found}; empty when it can. */
  static Optional<TransactionResult> flaw(Action action, Optional<Versioned> found) {
    if (!(action instanceof Action.Increment(Key key, long amount, var ttl)) || found.isEmpty()) {
      return Optional.empty();
    }
    Value standing = found.get().value();
    return standing.number().orElse(null) instanceof Numeric.Whole(long value)
        ? overflows(value, amount) ? Optional.of(new OutOfRange(key)) : Optional.empty()
        : Optional.of(new WrongKind(key, Kind.INTEGER, standing.kind()));
  }

  private static boolean overflows(long value, long amount) {
    long sum = value + amount;
    return ((value ^ sum) & (amount ^ sum)) < 0;
  }

  /** What an increment makes of {@code found}, which has no flaw. */
  static long sum(Optional<Versioned> found, long amount) {
    return found.flatMap(standing -> standing.value().number()).orElse(null)
            instanceof Numeric.Whole(long value)
        ? value + amount
        : amount;
  }
}
