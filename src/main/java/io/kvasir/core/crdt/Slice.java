package io.kvasir.core.crdt;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A key's state as far as {@code scope} reaches. As a delta it says: join this, and look at nothing
 * outside the scope. As a stored part it says: within the scope this is all there is.
 *
 * @param state for a set under {@link Scope.Elements}, holds only elements of the scope
 */
public record Slice(Crdt state, Scope scope) {
  public static Slice whole(Crdt state) {
    return new Slice(state, Scope.whole());
  }

  public static Slice absent(DataType type, Scope scope) {
    return new Slice(Crdt.bottom(type), scope);
  }

  /**
   * This slice after {@code delta}: joined within the delta's scope, unchanged outside.
   *
   * @param delta its scope must be covered by this one's
   */
  public Slice join(Slice delta) {
    if (!scope.covers(delta.scope)) {
      throw new IllegalArgumentException("a delta of " + delta.scope + " exceeds " + scope);
    }
    if (state instanceof OrSwot mine && delta.state instanceof OrSwot theirs) {
      return new Slice(mine.join(theirs, delta.scope), scope);
    }
    return new Slice(Crdt.join(state, delta.state), scope);
  }

  /** Two deltas as one. */
  Slice and(Slice next) {
    return new Slice(state, scope.union(next.scope)).join(next);
  }

  /**
   * The part of this slice within {@code narrower}.
   *
   * @param narrower covered by this one's scope, lest the part claim what is not known
   */
  public Slice restrict(Scope narrower) {
    if (!scope.covers(narrower)) {
      throw new IllegalArgumentException(narrower + " exceeds " + scope);
    }
    if (state instanceof OrSwot set && !narrower.covers(scope)) {
      return new Slice(set.restrict(narrower), narrower);
    }
    return new Slice(state, narrower);
  }

  /**
   * This slice with the elements that {@code older} knows and this one does not. Where both know
   * something, and in context and presence, this one is right.
   */
  public Slice backedBy(Slice older) {
    if (!(state instanceof OrSwot mine) || !(older.state instanceof OrSwot theirs)) {
      return new Slice(state, scope.union(older.scope));
    }
    TreeMap<Element, DotSet> entries = new TreeMap<>(mine.entries());
    for (Map.Entry<Element, DotSet> entry : theirs.entries().entrySet()) {
      if (!scope.covers(entry.getKey())) {
        entries.put(entry.getKey(), entry.getValue());
      }
    }
    TreeMap<Dot, Long> ends = new TreeMap<>(theirs.ends());
    ends.putAll(mine.ends());
    return new Slice(
        new OrSwot(mine.presence(), entries, mine.context(), ends, mine.expiry()),
        scope.union(older.scope));
  }

  /**
   * The members in its scope, as far as they can be told before all that {@code head} covers has
   * arrived: with no context but of what {@code head} does not cover. The state that others then
   * hold is whole only when they join {@code head} too.
   */
  public Slice membersUnder(Slice head) {
    if (!(state instanceof OrSwot set) || !(head.state instanceof OrSwot covering)) {
      return this;
    }
    TreeSet<Dot> newer = new TreeSet<>(dotsOf(set).dots());
    newer.removeIf(covering.context()::contains);
    return new Slice(
        part(set, DotSet.EMPTY, set.entries(), CausalContext.of(DotSet.of(newer))), scope);
  }

  /**
   * What this says besides its members: the presence, and all that was seen. To be joined only
   * where every member that this context covers has arrived.
   */
  public Slice headOnly() {
    if (!(state instanceof OrSwot set)) {
      return this;
    }
    OrSwot head = part(set, set.presence(), new TreeMap<>(), set.context());
    return new Slice(head, new Scope.Elements(new TreeSet<>()));
  }

  /**
   * What this says of the members of {@code other}: that those it has are there, and that those it
   * has seen and has not are gone.
   *
   * @param other in scope not wider than this
   */
  public Slice about(Slice other) {
    if (!(state instanceof OrSwot mine) || !(other.state instanceof OrSwot theirs)) {
      return this;
    }
    TreeSet<Dot> told = new TreeSet<>(dotsOf(mine).dots());
    dotsOf(theirs).dots().stream().filter(mine.context()::contains).forEach(told::add);
    return new Slice(
        part(mine, DotSet.EMPTY, mine.entries(), CausalContext.of(DotSet.of(told))), scope);
  }

  /** Something of a set; what ends, ends as in the whole. */
  private static OrSwot part(
      OrSwot set, DotSet presence, SortedMap<Element, DotSet> entries, CausalContext context) {
    return new OrSwot(presence, entries, context, set.ends(), set.expiry());
  }

  private static DotSet dotsOf(OrSwot set) {
    TreeSet<Dot> dots = new TreeSet<>();
    set.entries().values().forEach(alive -> dots.addAll(alive.dots()));
    return DotSet.of(dots);
  }
}
