package io.kvasir.core.crdt;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.Value;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a client asks of one key. Applied once, at one replica; all others join the delta. */
public sealed interface Operation {
  /** Writes a register. */
  record Put(Value value) implements Operation {}

  /** Deletes the key, whatever its type. */
  record Delete() implements Operation {}

  /**
   * Adds members to a set.
   *
   * @param lifeMillis how long they stay, as in {@link Lifetime.Limited}; empty for ever
   */
  record Add(SortedSet<Element> elements, Optional<Long> lifeMillis) implements Operation {
    public Add {
      elements = sorted(elements);
      lifeMillis.ifPresent(Lifetime::requireValid);
    }

    /** Members that stay. */
    public Add(SortedSet<Element> elements) {
      this(elements, Optional.empty());
    }
  }

  /** Removes members from a set. */
  record Remove(SortedSet<Element> elements) implements Operation {
    public Remove {
      elements = sorted(elements);
    }
  }

  /** Counts; a negative amount counts down. */
  record Adjust(long amount) implements Operation {}

  /** The type of value this operation is for; empty when it is for all. */
  default Optional<DataType> type() {
    return switch (this) {
      case Put(Value value) -> Optional.of(DataType.LWW_REGISTER);
      case Delete() -> Optional.empty();
      case Add(SortedSet<Element> elements, Optional<Long> lifeMillis) ->
          Optional.of(DataType.OR_SWOT);
      case Remove(SortedSet<Element> elements) -> Optional.of(DataType.OR_SWOT);
      case Adjust(long amount) -> Optional.of(DataType.PN_COUNTER);
    };
  }

  /**
   * Whether its effect depends on what it finds: a remove takes away only what was seen, so to take
   * away all that was acknowledged it must see that.
   */
  default boolean isObserving() {
    return switch (this) {
      case Remove(SortedSet<Element> elements) -> true;
      case Delete() -> true;
      case Put(Value value) -> false;
      case Add(SortedSet<Element> elements, Optional<Long> lifeMillis) -> false;
      case Adjust(long amount) -> false;
    };
  }

  /** What must be known of a key's state to apply this operation. */
  default Scope scope() {
    return switch (this) {
      case Add(SortedSet<Element> elements, Optional<Long> lifeMillis) ->
          new Scope.Elements(elements);
      case Remove(SortedSet<Element> elements) -> new Scope.Elements(elements);
      case Put(Value value) -> Scope.whole();
      case Delete() -> Scope.whole();
      case Adjust(long amount) -> Scope.whole();
    };
  }

  private static SortedSet<Element> sorted(SortedSet<Element> elements) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(elements));
  }
}
