package io.kvasir.core.crdt;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a map holds a value under: a name and the value's type, so that values of two types that
 * were written under one name at the same time stand side by side.
 *
 * @param name any text, the empty one too
 */
public record Field(String name, DataType type) implements Comparable<Field> {
  /** As the map's part: a letter for the type, and the name. */
  public Element element() {
    return new Element(letter(type) + name);
  }

  /**
   * The field that a part is of.
   *
   * @throws IllegalArgumentException when it is of none
   */
  public static Field of(Element element) {
    return find(element).orElseThrow(() -> new IllegalArgumentException("not a field of a map"));
  }

  /** The field that a part is of, if it is of one. */
  static Optional<Field> find(Element element) {
    String text = element.value();
    return Arrays.stream(DataType.values())
        .filter(type -> !text.isEmpty() && text.charAt(0) == letter(type))
        .findFirst()
        .map(type -> new Field(text.substring(1), type));
  }

  /** Letters that are stored and sent: never changed. */
  private static char letter(DataType type) {
    return switch (type) {
      case LWW_REGISTER -> 'l';
      case OR_SWOT -> 's';
      case PN_COUNTER -> 'c';
      case MV_REGISTER -> 'v';
      case EW_FLAG -> 'f';
      case G_SET -> 'g';
      case OR_MAP -> 'm';
    };
  }

  /** By name, then by type. */
  @Override
  public int compareTo(Field other) {
    int byName = name.compareTo(other.name);
    return byName != 0 ? byName : type.compareTo(other.type);
  }
}
