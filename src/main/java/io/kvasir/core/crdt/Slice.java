package io.kvasir.core.crdt;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A key's state as far as {@code scope} reaches. As a delta it says: join this, and look at nothing
 * outside the scope. As a stored part it says: within the scope this is all there is.
 *
 * @param state under {@link Scope.Elements} one with no parts but those of the scope
 */
public record Slice(Crdt state, Scope scope) {
  public static Slice whole(Crdt state) {
    return new Slice(state, Scope.whole());
  }

  public static Slice absent(DataType type, Scope scope) {
    return new Slice(Crdt.bottom(type), scope);
  }

  /** What says when a key ends, and nothing of what it holds. */
  public static Slice ofEnd(DataType type, Expiry expiry) {
    Crdt end = Crdt.bottom(type).expiring(expiry);
    return end instanceof Parted
        ? new Slice(end, new Scope.Elements(new TreeSet<>()))
        : Slice.whole(end);
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
    if (state instanceof Parted mine && delta.state instanceof Parted theirs) {
      return new Slice(mine.join(theirs, delta.scope), scope);
    }
    return new Slice(Crdt.join(state, delta.state), scope);
  }

  /**
   * As {@link #join}, after this has lost what was over before the delta was written. Not so the
   * delta: it may be late, and the key have been given more time since by one that comes later.
   *
   * @param delta its scope must be covered by this one's; which is whole if this is over before
   */
  public Slice taking(Slice delta) {
    Slice rest = state.isOverBefore(delta.state.expiry()) ? join(state.erased()) : this;
    return rest.join(delta);
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
    return state instanceof Parted parted && !narrower.covers(scope)
        ? new Slice(parted.within(narrower), narrower)
        : new Slice(state, narrower);
  }

  /**
   * This slice with the parts that {@code older} knows and this one does not. Where both know
   * something, and in what is no part, this one is right.
   */
  public Slice backedBy(Slice older) {
    Scope both = scope.union(older.scope);
    return state instanceof Parted mine && older.state instanceof Parted theirs
        ? new Slice(theirs.overwritten(mine, scope), both)
        : new Slice(state, both);
  }

  /**
   * The parts in its scope, as far as they can be told before all that {@code head} covers has
   * arrived: with no context but of what {@code head} does not cover. The state that others then
   * hold is whole only when they join {@code head} too.
   */
  public Slice membersUnder(Slice head) {
    if (!(state instanceof Parted parted) || !(head.state instanceof Parted covering)) {
      return this;
    }
    TreeSet<Dot> newer = new TreeSet<>(parted.dotsOfParts().dots());
    newer.removeIf(covering.context()::contains);
    return partsOnly(parted, newer);
  }

  /**
   * What this says besides its parts: the presence, and all that was seen. To be joined only where
   * every part that this context covers has arrived.
   */
  public Slice headOnly() {
    return state instanceof Parted parted
        ? new Slice(parted.head(), new Scope.Elements(new TreeSet<>()))
        : this;
  }

  /**
   * What this says of the parts of {@code other}: that what it has of them is there, and that what
   * it has seen of them and has not is gone.
   *
   * @param other in scope not wider than this
   */
  public Slice about(Slice other) {
    if (!(state instanceof Parted mine) || !(other.state instanceof Parted theirs)) {
      return this;
    }
    TreeSet<Dot> told = new TreeSet<>(mine.dotsOfParts().dots());
    theirs.dotsOfParts().dots().stream().filter(mine.context()::contains).forEach(told::add);
    return partsOnly(mine, told);
  }

  private Slice partsOnly(Parted parted, SortedSet<Dot> seen) {
    CausalContext context = CausalContext.of(DotSet.of(seen));
    return new Slice(parted.with(DotSet.EMPTY, parted.parts(), context), scope);
  }
}
