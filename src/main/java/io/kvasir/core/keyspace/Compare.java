package io.kvasir.core.keyspace;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;

/**
 * A condition on what stands under a key. A key that is absent has version, creation and
 * modification 0, and no value: no condition on its value holds but {@code NOT_EQUAL}.
 */
public sealed interface Compare {
  Key key();

  Relation relation();

  /** How what stands relates to the operand. */
  enum Relation {
    EQUAL,
    NOT_EQUAL,
    GREATER,
    LESS
  }

  /**
   * On the value: numbers are compared by what they are worth, all else as unsigned bytes. A value
   * that is of another kind than the operand cannot be compared with it, and nothing is carried
   * out.
   */
  record OfValue(Key key, Relation relation, Value operand) implements Compare {}

  record OfVersion(Key key, Relation relation, long operand) implements Compare {}

  record OfCreated(Key key, Relation relation, long operand) implements Compare {}

  record OfModified(Key key, Relation relation, long operand) implements Compare {}
}
