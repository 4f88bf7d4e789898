package io.kvasir.core.crdt;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A state in parts, one per element, that are read, written and moved one by one, so that a change
 * of one part never costs the whole. What it holds besides, and small, is its head: the presence,
 * the context, which covers all parts, and the expiry.
 */
public sealed interface Parted extends Crdt permits OrSwot, GSet, OrMap {
  /** The dots that keep it in existence when it has no parts. */
  DotSet presence();

  SortedMap<Element, Part> parts();

  Optional<Part> part(Element element);

  /** How many parts there are. */
  int size();

  /** A state of this type with other parts, and this expiry. */
  Parted with(DotSet presence, SortedMap<Element, Part> parts, CausalContext context);

  /**
   * Joins the heads, and of the parts those in {@code scope}; others stay as they are.
   *
   * @throws IllegalArgumentException when the types differ
   */
  Parted join(Parted other, Scope scope);

  /** This head with other parts. */
  default Parted with(SortedMap<Element, Part> parts) {
    return with(presence(), parts, context());
  }

  /** This without its parts. */
  default Parted head() {
    return with(new TreeMap<>());
  }

  /** This head with no parts but those in {@code scope}. */
  default Parted within(Scope scope) {
    return switch (scope) {
      case Scope.Whole() -> this;
      case Scope.Elements(SortedSet<Element> elements) -> {
        TreeMap<Element, Part> kept = new TreeMap<>();
        elements.forEach(element -> part(element).ifPresent(part -> kept.put(element, part)));
        yield with(kept);
      }
    };
  }

  /** This, where what lies in {@code scope} is as {@code newer} says, and the head is. */
  default Parted overwritten(Parted newer, Scope scope) {
    TreeMap<Element, Part> parts = new TreeMap<>(newer.parts());
    parts().forEach((element, part) -> keepOutside(scope, parts, element, part));
    return newer.with(parts);
  }

  private static void keepOutside(
      Scope scope, SortedMap<Element, Part> parts, Element element, Part part) {
    if (!scope.covers(element)) {
      parts.put(element, part);
    }
  }

  @Override
  default Parted under(CausalContext other) {
    return with(presence(), parts(), other);
  }

  @Override
  default DotSet dots() {
    TreeSet<Dot> dots = new TreeSet<>(presence().dots());
    dots.addAll(dotsOfParts().dots());
    return DotSet.of(dots);
  }

  /** All of its parts, and nothing beyond. */
  default Scope scopeOfParts() {
    return new Scope.Elements(new TreeSet<>(parts().keySet()));
  }

  /** The dots of all parts. */
  default DotSet dotsOfParts() {
    TreeSet<Dot> dots = new TreeSet<>();
    parts().values().forEach(part -> dots.addAll(part.dots().dots()));
    return DotSet.of(dots);
  }
}
