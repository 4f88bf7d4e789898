package io.kvasir.edge.memory;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Part;
import io.kvasir.core.crdt.Parted;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** What is stored under one key: its parts apart, so that one can change without the others. */
final class MemoryEntry {
  private final TreeMap<Element, Part> parts = new TreeMap<>();
  private Crdt head;

  MemoryEntry(Slice first) {
    head = first.state();
    replace(first);
  }

  void replace(Slice slice) {
    head = slice.state();
    if (!(slice.state() instanceof Parted parted)) {
      parts.clear();
      return;
    }
    head = parted.head();
    switch (slice.scope()) {
      case Scope.Whole() -> parts.clear();
      case Scope.Elements(SortedSet<Element> elements) -> elements.forEach(parts::remove);
    }
    parts.putAll(parted.parts());
  }

  Slice slice(Scope scope) {
    if (!(head instanceof Parted parted)) {
      return new Slice(head, scope);
    }
    if (parts.isEmpty() && parted.presence().isEmpty()) {
      return Slice.whole(parted.with(parts));
    }
    SortedMap<Element, Part> within =
        switch (scope) {
          case Scope.Whole() -> parts;
          case Scope.Elements(SortedSet<Element> elements) -> only(elements);
        };
    return new Slice(parted.with(within), scope);
  }

  /** Of a state in parts without these. */
  Crdt head() {
    return head;
  }

  /** A view. */
  SortedMap<Element, Part> parts() {
    return parts;
  }

  private SortedMap<Element, Part> only(SortedSet<Element> elements) {
    TreeMap<Element, Part> within = new TreeMap<>();
    for (Element element : elements) {
      Part part = parts.get(element);
      if (part != null) {
        within.put(element, part);
      }
    }
    return within;
  }
}
