package io.kvasir.edge.memory;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** What is stored under one key: members apart, so that one can change without the others. */
final class MemoryEntry {
  private Crdt head;
  private final TreeMap<Element, DotSet> members = new TreeMap<>();
  private final TreeMap<Dot, Long> ends = new TreeMap<>();

  MemoryEntry(Slice first) {
    head = first.state();
    replace(first);
  }

  void replace(Slice slice) {
    head = slice.state();
    if (!(slice.state() instanceof OrSwot set)) {
      return;
    }
    head = with(set, new TreeMap<>());
    switch (slice.scope()) {
      case Scope.Whole() -> {
        members.clear();
        ends.clear();
        members.putAll(set.entries());
      }
      case Scope.Elements(SortedSet<Element> elements) ->
          elements.forEach(element -> replace(element, set.dotsOf(element)));
    }
    ends.putAll(set.ends());
  }

  Slice slice(Scope scope) {
    if (!(head instanceof OrSwot set)) {
      return new Slice(head, scope);
    }
    SortedMap<Element, DotSet> within =
        switch (scope) {
          case Scope.Whole() -> members;
          case Scope.Elements(SortedSet<Element> elements) -> only(elements);
        };
    return new Slice(with(set, within), scope);
  }

  private OrSwot with(OrSwot set, SortedMap<Element, DotSet> entries) {
    return new OrSwot(set.presence(), entries, set.context(), ends, set.expiry());
  }

  /** Of a set without its members. */
  Crdt head() {
    return head;
  }

  /** A view; none of what is no set. */
  SortedMap<Element, DotSet> members() {
    return members;
  }

  /** Of members, by their dots; a view. */
  SortedMap<Dot, Long> ends() {
    return ends;
  }

  private void replace(Element element, DotSet dots) {
    DotSet old = dots.isEmpty() ? members.remove(element) : members.put(element, dots);
    if (old != null) {
      old.dots().forEach(ends::remove);
    }
  }

  private SortedMap<Element, DotSet> only(SortedSet<Element> elements) {
    TreeMap<Element, DotSet> within = new TreeMap<>();
    for (Element element : elements) {
      DotSet dots = members.get(element);
      if (dots != null) {
        within.put(element, dots);
      }
    }
    return within;
  }
}
