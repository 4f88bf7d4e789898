package io.kvasir.core.crdt;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.Value;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a client asks of one key. Applied once, at one replica; all others join the delta. */
public sealed interface Operation {
  /**
   * Writes a register.
   *
   * @param seen of one with siblings, which of them the value replaces
   */
  record Put(Value value, Seen seen) implements Operation {
    public Put {
      requireNotOfParts(seen);
    }

    public Put(Value value) {
      this(value, Seen.HERE);
    }
  }

  /** Deletes the key, whatever its type, as far as it was seen. */
  record Delete(Seen seen) implements Operation {
    public Delete {
      requireNotOfParts(seen);
    }

    public Delete() {
      this(Seen.HERE);
    }
  }

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

  /** Removes members from a set, as far as they were seen. */
  record Remove(SortedSet<Element> elements, Seen seen) implements Operation {
    public Remove {
      elements = sorted(elements);
    }

    public Remove(SortedSet<Element> elements) {
      this(elements, Seen.HERE);
    }
  }

  /** Counts; a negative amount counts down. */
  record Adjust(long amount) implements Operation {}

  /** Enables a flag. */
  record Enable() implements Operation {}

  /** Disables a flag, as far as its enablings were seen. */
  record Disable(Seen seen) implements Operation {
    public Disable {
      requireNotOfParts(seen);
    }

    public Disable() {
      this(Seen.HERE);
    }
  }

  /**
   * Changes the value in a field of a map; a delete takes the field away.
   *
   * @param operation what is done to the value. When it says what was seen, as of a key: dots of
   *     this field and no others, lest others' be taken for seen.
   */
  record Update(Field field, Operation operation) implements Operation {
    /** How deep maps may lie in maps. */
    public static final int MAX_DEPTH = 8;

    public Update {
      if (!operation.suits(field.type())) {
        throw new IllegalArgumentException(operation + " is not for " + field);
      }
      if (depth(operation) >= MAX_DEPTH) {
        throw new IllegalArgumentException("maps more than " + MAX_DEPTH + " deep");
      }
      if (operation instanceof Add add && add.lifeMillis().isPresent()) {
        throw new IllegalArgumentException("within a map nothing ends by itself");
      }
    }

    private static int depth(Operation operation) {
      return operation instanceof Update inner ? 1 + depth(inner.operation()) : 0;
    }
  }

  /**
   * Joins a state of the key that was kept elsewhere, with all its dots and stamps: it mints
   * nothing, and may be repeated.
   */
  record Join(Crdt state) implements Operation {}

  /** Whether it can be applied to values of {@code type}. */
  default boolean suits(DataType type) {
    return switch (this) {
      case Put put ->
          type == DataType.MV_REGISTER
              || (type == DataType.LWW_REGISTER && put.seen() instanceof Seen.Here);
      case Delete delete -> delete.seen() instanceof Seen.Here || type.isCausal();
      case Add add -> type == DataType.OR_SWOT || type == DataType.G_SET;
      case Remove remove -> type == DataType.OR_SWOT;
      case Adjust adjust -> type == DataType.PN_COUNTER;
      case Enable enable -> type == DataType.EW_FLAG;
      case Disable disable -> type == DataType.EW_FLAG;
      case Update update -> type == DataType.OR_MAP;
      case Join join -> type == join.state().type();
    };
  }

  /**
   * Whether its effect depends on what it finds: a remove takes away only what was seen, so to take
   * away all that was acknowledged it must see that. Who has a context of what it removes need not
   * find it. A register in a map must overrule what it finds, and a member that is to end must end
   * though it was added before to stay longer.
   */
  default boolean isObserving() {
    return switch (this) {
      case Remove(SortedSet<Element> elements, Seen seen) ->
          !(seen instanceof Seen.OfParts(var parts)) || !parts.keySet().containsAll(elements);
      case Delete(Seen seen) -> seen instanceof Seen.Here;
      case Disable(Seen seen) -> seen instanceof Seen.Here;
      case Put put -> false;
      case Add add -> add.lifeMillis().isPresent();
      case Adjust adjust -> false;
      case Enable enable -> false;
      case Join join -> false;
      case Update(Field field, Operation operation) ->
          operation.isObserving()
              || (field.type() == DataType.LWW_REGISTER && operation instanceof Put);
    };
  }

  /** What must be known of a key's state to apply this operation. */
  default Scope scope() {
    return switch (this) {
      case Add add -> new Scope.Elements(add.elements());
      case Remove remove -> new Scope.Elements(remove.elements());
      case Put put -> Scope.whole();
      case Delete delete -> Scope.whole();
      case Adjust adjust -> Scope.whole();
      case Enable enable -> Scope.whole();
      case Disable disable -> Scope.whole();
      case Join join -> Scope.whole();
      case Update update -> new Scope.Elements(new TreeSet<>(List.of(update.field().element())));
    };
  }

  private static SortedSet<Element> sorted(SortedSet<Element> elements) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(elements));
  }

  private static void requireNotOfParts(Seen seen) {
    if (seen instanceof Seen.OfParts) {
      throw new IllegalArgumentException("only members can be seen one by one");
    }
  }
}
