package io.kvasir.core.crdt;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.node.Actor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An observed-remove set without tombstones (Bieniusa et al., "An Optimized Conflict-free
 * Replicated Set", 2012), add wins over a concurrent remove. A member is alive by the dots of its
 * adds; a dot in the context but at no member was removed.
 *
 * @param presence dots that keep an emptied set in existence, so that it reads as empty rather than
 *     absent; a delete removes them
 * @param entries the members, each with at least one dot; no dot belongs to two members
 * @param context every dot this state has seen
 * @param ends when members end, by the dots that do; in milliseconds of the nodes' agreed time. An
 *     end is said once, with its dot.
 */
public record OrSwot(
    DotSet presence,
    SortedMap<Element, DotSet> entries,
    CausalContext context,
    SortedMap<Dot, Long> ends,
    Expiry expiry)
    implements Parted {
  public static final OrSwot BOTTOM =
      new OrSwot(DotSet.EMPTY, new TreeMap<>(), CausalContext.EMPTY);

  public OrSwot {
    if (entries.containsValue(DotSet.EMPTY)) {
      throw new IllegalArgumentException("a member has at least one dot");
    }
    entries = Collections.unmodifiableNavigableMap(new TreeMap<>(entries));
    ends = ends.isEmpty() ? Collections.emptySortedMap() : endsOf(entries, ends);
  }

  /** A set that nobody set an end for, nor for any of its members. */
  public OrSwot(DotSet presence, SortedMap<Element, DotSet> entries, CausalContext context) {
    this(presence, entries, context, Collections.emptySortedMap(), Expiry.NONE);
  }

  /** The ends of dots that members are alive by; those of others mean nothing any more. */
  private static SortedMap<Dot, Long> endsOf(
      SortedMap<Element, DotSet> entries, SortedMap<Dot, Long> ends) {
    TreeMap<Dot, Long> kept = new TreeMap<>();
    for (DotSet dots : entries.values()) {
      for (Dot dot : dots.dots()) {
        Long end = ends.get(dot);
        if (end != null) {
          kept.put(dot, end);
        }
      }
    }
    return Collections.unmodifiableSortedMap(kept);
  }

  public SortedSet<Element> members() {
    return ((NavigableMap<Element, DotSet>) entries).navigableKeySet();
  }

  /** The dots of {@code element}, none when it is no member. */
  public DotSet dotsOf(Element element) {
    DotSet dots = entries.get(element);
    return dots == null ? DotSet.EMPTY : dots;
  }

  /** When the last of an element's dots ends; {@link Expiry#NEVER} when one does not. */
  public long endOf(Element element) {
    long last = 0;
    for (Dot dot : dotsOf(element).dots()) {
      last = Math.max(last, ends.getOrDefault(dot, Expiry.NEVER));
    }
    return last;
  }

  /** The delta that adds {@code elements}: each gets one new dot that replaces those it had. */
  public Slice add(Actor actor, SortedSet<Element> elements) {
    return add(actor, elements, Expiry.NEVER, List.of());
  }

  /**
   * The delta that adds members that end.
   *
   * @param endMillis {@link Expiry#NEVER} for members that do not
   * @param elsewhere whose dots of them the new ones replace too
   */
  public Slice add(
      Actor actor, SortedSet<Element> elements, long endMillis, List<OrSwot> elsewhere) {
    TreeMap<Element, DotSet> added = new TreeMap<>();
    TreeMap<Dot, Long> ending = new TreeMap<>();
    TreeSet<Dot> seen = new TreeSet<>();
    elsewhere.forEach(other -> seen.addAll(other.dotsOf(elements).dots()));
    Dot dot = context.nextDot(actor);
    for (Element element : elements) {
      added.put(element, DotSet.of(dot));
      if (endMillis != Expiry.NEVER) {
        ending.put(dot, endMillis);
      }
      seen.add(dot);
      seen.addAll(dotsOf(element).dots());
      dot = new Dot(actor, dot.counter() + 1);
    }
    CausalContext known = CausalContext.of(DotSet.of(seen));
    OrSwot delta = new OrSwot(DotSet.EMPTY, added, known, ending, Expiry.NONE);
    return new Slice(delta, new Scope.Elements(elements));
  }

  /**
   * The delta that removes what is seen here of {@code elements}. It also makes the set exist, so
   * that a set whose last member is removed reads as empty.
   */
  public Slice remove(Actor actor, SortedSet<Element> elements) {
    return remove(actor, elements, CausalContext.of(dotsOf(elements)));
  }

  /**
   * The delta that removes what {@code seen} has of {@code elements}, be it here or not.
   *
   * @param seen dots of these elements
   */
  Slice remove(Actor actor, SortedSet<Element> elements, CausalContext seen) {
    DotSet existence = presence.isEmpty() ? DotSet.of(context.nextDot(actor)) : presence;
    CausalContext ended = seen.join(CausalContext.of(existence));
    return new Slice(new OrSwot(existence, new TreeMap<>(), ended), new Scope.Elements(elements));
  }

  /** The dots of all of {@code elements}. */
  DotSet dotsOf(SortedSet<Element> elements) {
    TreeSet<Dot> dots = new TreeSet<>();
    elements.forEach(element -> dots.addAll(dotsOf(element).dots()));
    return DotSet.of(dots);
  }

  /** The delta that removes every member seen here and the set with them. */
  public Slice delete() {
    return delete(List.of());
  }

  /** The delta that removes the set as seen here and in {@code elsewhere}. */
  public Slice delete(List<OrSwot> elsewhere) {
    TreeSet<Dot> seen = new TreeSet<>();
    TreeSet<Element> elements = new TreeSet<>();
    collect(seen, elements);
    elsewhere.forEach(other -> other.collect(seen, elements));
    OrSwot delta = new OrSwot(DotSet.EMPTY, new TreeMap<>(), CausalContext.of(DotSet.of(seen)));
    return new Slice(delta, new Scope.Elements(elements));
  }

  /**
   * The delta that removes the set as far as it is among {@code seen}, which does not tell whose
   * the dots are: it is about every member.
   */
  static Slice delete(CausalContext seen) {
    return Slice.whole(new OrSwot(DotSet.EMPTY, new TreeMap<>(), seen));
  }

  private void collect(TreeSet<Dot> dots, TreeSet<Element> elements) {
    dots.addAll(presence.dots());
    entries.values().forEach(alive -> dots.addAll(alive.dots()));
    elements.addAll(entries.keySet());
  }

  public OrSwot join(OrSwot other) {
    return join(other, Scope.whole());
  }

  @Override
  public OrSwot join(Parted other, Scope scope) {
    if (other instanceof OrSwot set) {
      return join(set, scope);
    }
    throw Crdt.unlike(this, other);
  }

  OrSwot join(OrSwot other, Scope scope) {
    SortedMap<Element, DotSet> joined =
        switch (scope) {
          case Scope.Whole() -> joinedMembers(other);
          case Scope.Elements(SortedSet<Element> elements) -> {
            TreeMap<Element, DotSet> some = new TreeMap<>(entries);
            elements.forEach(element -> joinElement(some, element, other));
            yield some;
          }
        };
    DotSet alive = DotSet.join(presence, context, other.presence, other.context);
    return new OrSwot(
        alive, joined, context.join(other.context), allEnds(other), expiry.join(other.expiry));
  }

  private SortedMap<Dot, Long> allEnds(OrSwot other) {
    if (other.ends.isEmpty()) {
      return ends;
    }
    TreeMap<Dot, Long> all = new TreeMap<>(ends);
    all.putAll(other.ends);
    return all;
  }

  /** Goes through the members of both at once, in their order. */
  private SortedMap<Element, DotSet> joinedMembers(OrSwot other) {
    Ascending<Element, DotSet> joined = new Ascending<>();
    List<Map.Entry<Element, DotSet>> ours = new ArrayList<>(entries.entrySet());
    List<Map.Entry<Element, DotSet>> theirs = new ArrayList<>(other.entries.entrySet());
    int our = 0;
    int their = 0;
    while (our < ours.size() || their < theirs.size()) {
      int order = order(ours, our, theirs, their);
      Element element = (order <= 0 ? ours.get(our) : theirs.get(their)).getKey();
      DotSet here = order <= 0 ? ours.get(our++).getValue() : DotSet.EMPTY;
      DotSet there = order >= 0 ? theirs.get(their++).getValue() : DotSet.EMPTY;
      DotSet alive = DotSet.join(here, context, there, other.context);
      if (!alive.isEmpty()) {
        joined.add(element, alive);
      }
    }
    return joined.toMap();
  }

  /** Which comes first; whoever is at the end comes last. */
  private static int order(
      List<Map.Entry<Element, DotSet>> ours,
      int our,
      List<Map.Entry<Element, DotSet>> theirs,
      int their) {
    if (our == ours.size()) {
      return 1;
    }
    return their == theirs.size()
        ? -1
        : ours.get(our).getKey().compareTo(theirs.get(their).getKey());
  }

  private void joinElement(TreeMap<Element, DotSet> joined, Element element, OrSwot other) {
    DotSet alive = DotSet.join(dotsOf(element), context, other.dotsOf(element), other.context);
    if (alive.isEmpty()) {
      joined.remove(element);
    } else {
      joined.put(element, alive);
    }
  }

  @Override
  public SortedMap<Element, Part> parts() {
    Ascending<Element, Part> parts = new Ascending<>();
    entries.forEach((element, dots) -> parts.add(element, member(dots)));
    return parts.toMap();
  }

  @Override
  public Optional<Part> part(Element element) {
    return Optional.ofNullable(entries.get(element)).map(this::member);
  }

  private Member member(DotSet dots) {
    if (ends.isEmpty()) {
      return new Member(dots, ends);
    }
    TreeMap<Dot, Long> own = new TreeMap<>(ends);
    own.keySet().removeIf(dot -> !dots.contains(dot));
    return new Member(dots, own);
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public OrSwot with(DotSet presence, SortedMap<Element, Part> parts, CausalContext context) {
    Ascending<Element, DotSet> members = new Ascending<>();
    TreeMap<Dot, Long> ending = new TreeMap<>();
    parts.forEach(
        (element, part) -> {
          Member member = (Member) part;
          members.add(element, member.dots());
          ending.putAll(member.ends());
        });
    return new OrSwot(presence, members.toMap(), context, ending, expiry);
  }

  /**
   * The delta that removes those of {@code elements} of which every dot has ended. A set that loses
   * its last member so is absent, unless a remove had made it exist.
   */
  public Slice eraseEnded(SortedSet<Element> elements, long nowMillis) {
    TreeSet<Dot> seen = new TreeSet<>();
    TreeSet<Element> ended = new TreeSet<>();
    for (Element element : elements) {
      if (entries.containsKey(element) && endOf(element) <= nowMillis) {
        seen.addAll(dotsOf(element).dots());
        ended.add(element);
      }
    }
    OrSwot delta = new OrSwot(DotSet.EMPTY, new TreeMap<>(), CausalContext.of(DotSet.of(seen)));
    return new Slice(delta, new Scope.Elements(ended));
  }

  @Override
  public OrSwot under(CausalContext other) {
    return new OrSwot(presence, entries, other, ends, expiry);
  }

  @Override
  public OrSwot expiring(Expiry other) {
    return new OrSwot(presence, entries, context, ends, expiry.join(other));
  }

  @Override
  public Slice erased() {
    return delete();
  }

  @Override
  public OrSwot visible(long nowMillis) {
    if (expiry.hasPassed(nowMillis)) {
      return BOTTOM;
    }
    if (ends.isEmpty()) {
      return this;
    }
    TreeMap<Element, DotSet> living = new TreeMap<>(entries);
    living.keySet().removeIf(element -> endOf(element) <= nowMillis);
    return new OrSwot(presence, living, context, ends, expiry);
  }

  @Override
  public Slice ended(long nowMillis) {
    return expiry.hasPassed(nowMillis) ? erased() : eraseEnded(members(), nowMillis);
  }

  @Override
  public DataType type() {
    return DataType.OR_SWOT;
  }

  @Override
  public boolean isPresent() {
    return !presence.isEmpty() || !entries.isEmpty();
  }
}
