package io.kvasir.core.crdt;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.node.Actor;
import java.util.TreeSet;

/**
 * A flag that is true while some enabling of it is alive; a disabling ends those it has seen, so
 * that a concurrent enabling wins (Almeida et al. 2018, figure 9).
 *
 * @param presence dots that keep a disabled flag in existence, so that it reads as false rather
 *     than absent; a delete removes them
 * @param enables the dots of enablings that are alive
 * @param context every dot this state has seen
 */
public record EwFlag(DotSet presence, DotSet enables, CausalContext context, Expiry expiry)
    implements Crdt {
  public static final EwFlag BOTTOM = new EwFlag(DotSet.EMPTY, DotSet.EMPTY, CausalContext.EMPTY);

  /** A flag that nobody set an end for. */
  public EwFlag(DotSet presence, DotSet enables, CausalContext context) {
    this(presence, enables, context, Expiry.NONE);
  }

  public boolean isEnabled() {
    return !enables.isEmpty();
  }

  @Override
  public DotSet dots() {
    TreeSet<Dot> dots = new TreeSet<>(presence.dots());
    dots.addAll(enables.dots());
    return DotSet.of(dots);
  }

  /** The delta that enables it: a new dot replaces those that do so far. */
  EwFlag enable(Actor actor) {
    Dot dot = context.nextDot(actor);
    TreeSet<Dot> seen = new TreeSet<>(enables.dots());
    seen.add(dot);
    return new EwFlag(DotSet.EMPTY, DotSet.of(dot), CausalContext.of(DotSet.of(seen)));
  }

  /** The delta that ends the enablings among {@code seen}. It also makes the flag exist. */
  EwFlag disable(Actor actor, CausalContext seen) {
    DotSet existence = presence.isEmpty() ? DotSet.of(context.nextDot(actor)) : presence;
    return new EwFlag(existence, DotSet.EMPTY, seen.join(CausalContext.of(existence)));
  }

  /** The delta that removes the flag as far as it is among {@code seen}. */
  static EwFlag delete(CausalContext seen) {
    return new EwFlag(DotSet.EMPTY, DotSet.EMPTY, seen);
  }

  EwFlag join(EwFlag other) {
    return new EwFlag(
        DotSet.join(presence, context, other.presence, other.context),
        DotSet.join(enables, context, other.enables, other.context),
        context.join(other.context),
        expiry.join(other.expiry));
  }

  @Override
  public EwFlag under(CausalContext other) {
    return new EwFlag(presence, enables, other, expiry);
  }

  @Override
  public EwFlag expiring(Expiry other) {
    return new EwFlag(presence, enables, context, expiry.join(other));
  }

  @Override
  public Slice erased() {
    return Slice.whole(delete(CausalContext.of(dots())));
  }

  @Override
  public DataType type() {
    return DataType.EW_FLAG;
  }

  @Override
  public boolean isPresent() {
    return !presence.isEmpty() || isEnabled();
  }
}
