package io.kvasir.core.crdt;

import io.kvasir.core.bucket.Element;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which part of a key's state a read, a delta or a batch speaks of. A set is read and written by
 * element, so that one element's change never costs the whole set; everything else goes whole.
 */
public sealed interface Scope {
  /** The whole state. */
  record Whole() implements Scope {}

  /** Of a set: its context, its presence and these elements, be they members or not. */
  record Elements(SortedSet<Element> elements) implements Scope {
    public Elements {
      elements = Collections.unmodifiableSortedSet(new TreeSet<>(elements));
    }
  }

  static Scope whole() {
    return new Whole();
  }

  default boolean covers(Scope other) {
    return switch (this) {
      case Whole() -> true;
      case Elements(SortedSet<Element> mine) ->
          other instanceof Elements(SortedSet<Element> theirs) && mine.containsAll(theirs);
    };
  }

  default boolean covers(Element element) {
    return switch (this) {
      case Whole() -> true;
      case Elements(SortedSet<Element> mine) -> mine.contains(element);
    };
  }

  default Scope union(Scope other) {
    if (this instanceof Elements(SortedSet<Element> mine)
        && other instanceof Elements(SortedSet<Element> theirs)) {
      TreeSet<Element> both = new TreeSet<>(mine);
      both.addAll(theirs);
      return new Elements(both);
    }
    return whole();
  }
}
