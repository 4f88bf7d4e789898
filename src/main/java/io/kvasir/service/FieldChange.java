package io.kvasir.service;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Value;
import java.util.List;

/**
 * What a client asks to be done to the value in a field of a map.
 *
 * @param path names of maps in maps, and last that of the field
 * @param type of the value
 */
public record FieldChange(List<String> path, DataType type, Action action) {
  public FieldChange {
    path = List.copyOf(path);
  }

  /** What is done, as with a key of its own. */
  public sealed interface Action {
    record Put(Value value) implements Action {}

    record Add(List<String> elements) implements Action {
      public Add {
        elements = List.copyOf(elements);
      }
    }

    record Remove(List<String> elements) implements Action {
      public Remove {
        elements = List.copyOf(elements);
      }
    }

    /** By {@code amount}, 1 and up. */
    record Count(Verb verb, long amount) implements Action {}

    record Enable() implements Action {}

    record Disable() implements Action {}

    /** Takes the field away. */
    record Delete() implements Action {}

    /** What it is called, as for a key of its own. */
    default Verb verb() {
      return switch (this) {
        case Put put -> Verb.PUT;
        case Add add -> Verb.SET_ADD;
        case Remove remove -> Verb.SET_REMOVE;
        case Count count -> count.verb;
        case Enable enable -> Verb.FLAG_ENABLE;
        case Disable disable -> Verb.FLAG_DISABLE;
        case Delete delete -> Verb.DELETE;
      };
    }
  }
}
