package io.kvasir.core.keyspace;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Numeric;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.keyspace.Compare.Relation;
import java.util.Optional;

/** Whether a condition holds on what it can be compared with. */
final class Comparison {
  private Comparison() {}

  /** Whether it holds for {@code found}, which stands under its key. */
  static boolean holds(Compare compare, Optional<Versioned> found) {
    return switch (compare) {
      case Compare.OfValue(Key key, Relation relation, Value operand) ->
          found
              .map(standing -> holds(relation, order(standing.value(), operand)))
              .orElse(relation == Relation.NOT_EQUAL);
      case Compare.OfVersion(Key key, Relation relation, long operand) ->
          holds(relation, found.map(Versioned::version), operand);
      case Compare.OfCreated(Key key, Relation relation, long operand) ->
          holds(relation, found.map(Versioned::created), operand);
      case Compare.OfModified(Key key, Relation relation, long operand) ->
          holds(relation, found.map(Versioned::modified), operand);
    };
  }

  private static int order(Value standing, Value operand) {
    Optional<Numeric> number = standing.number();
    Optional<Numeric> other = operand.number();
    return number.isPresent() && other.isPresent()
        ? number.get().compareTo(other.get())
        : standing.payload().compareTo(operand.payload());
  }

  private static boolean holds(Relation relation, Optional<Long> number, long operand) {
    return holds(relation, Long.compare(number.orElse(0L), operand));
  }

  private static boolean holds(Relation relation, int order) {
    return switch (relation) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case GREATER -> order > 0;
      case LESS -> order < 0;
    };
  }
}
