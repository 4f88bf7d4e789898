package io.kvasir.sim;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Field;
import io.kvasir.core.crdt.GSet;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.OrMap;
import io.kvasir.core.crdt.OrSwot;
import java.util.SortedSet;
import java.util.TreeSet;

/** How members come and go in values of a type: those of a set, or the enabled flags of a map. */
enum Membership {
  SET(DataType.OR_SWOT),
  GROWING_SET(DataType.G_SET),
  MAP(DataType.OR_MAP);

  final DataType type;

  Membership(DataType type) {
    this.type = type;
  }

  /** How many members one operation is about at most. */
  int atOnce() {
    return this == MAP ? 1 : 3;
  }

  boolean canRemove() {
    return this != GROWING_SET;
  }

  Operation add(SortedSet<Element> elements) {
    return this == MAP
        ? new Operation.Update(flag(elements.first()), new Operation.Enable())
        : new Operation.Add(elements);
  }

  Operation remove(SortedSet<Element> elements) {
    return this == MAP
        ? new Operation.Update(flag(elements.first()), new Operation.Delete())
        : new Operation.Remove(elements);
  }

  DotSet dotsOf(Crdt state, Element element) {
    return switch (this) {
      case SET -> ((OrSwot) state).dotsOf(element);
      case GROWING_SET -> ((GSet) state).set().dotsOf(element);
      case MAP -> ((OrMap) state).valueOf(flag(element)).dots();
    };
  }

  SortedSet<Element> members(Crdt state) {
    TreeSet<Element> members = new TreeSet<>();
    switch (this) {
      case SET -> members.addAll(((OrSwot) state).members());
      case GROWING_SET -> members.addAll(((GSet) state).members());
      case MAP ->
          ((OrMap) state)
              .values()
              .keySet()
              .forEach(field -> members.add(new Element(field.name())));
    }
    return members;
  }

  private static Field flag(Element element) {
    return new Field(element.value(), DataType.EW_FLAG);
  }
}
