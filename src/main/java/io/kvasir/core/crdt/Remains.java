package io.kvasir.core.crdt;

import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.node.Actor;
import io.kvasir.core.time.HybridTimestamp;
import java.util.Map;

/**
 * What is left of a key of which nothing is visible: what was seen, stamps, what was counted. All
 * of it only grows for as long as it is kept, so a state that has the same {@link #hash} as before
 * is the one from before.
 */
public final class Remains {
  /** The hash where nothing is stored. */
  public static final long NONE = 0;

  /** Stands for a key of which something is visible. */
  public static final long VISIBLE = 1;

  private Remains() {}

  /** Tells apart what may remain of a key; {@link #VISIBLE} when there is more. */
  public static long hash(Crdt state) {
    if (state.isPresent()) {
      return VISIBLE;
    }
    long hash = mixed(Mixer.START, state).value();
    return hash == NONE || hash == VISIBLE ? 2 : hash;
  }

  /**
   * Tells apart, together with {@link Digest}, what a key may hold: of what is not visible, without
   * parts. The same of a slice as of the whole that it is of.
   */
  public static long form(Crdt state) {
    return head(Mixer.START, state).value();
  }

  /** The latest of its stamps. */
  public static HybridTimestamp newest(Crdt state) {
    HybridTimestamp newest = state.expiry().stamp();
    if (state instanceof MvRegister register && register.newest().isAfter(newest)) {
      newest = register.newest();
    }
    if (state instanceof OrMap map) {
      for (Nested nested : map.fields().values()) {
        HybridTimestamp inner = newest(nested.state());
        newest = inner.isAfter(newest) ? inner : newest;
      }
    }
    return newest;
  }

  private static Mixer mixed(Mixer start, Crdt state) {
    Mixer mixer = head(start, state);
    return state instanceof OrMap map ? mixed(mixer, map) : mixer;
  }

  private static Mixer head(Mixer start, Crdt state) {
    Expiry expiry = state.expiry();
    Mixer mixer =
        start
            .with(state.type().label())
            .with(expiry.stamp().millis())
            .with(expiry.stamp().logical())
            .with(expiry.actor().id())
            .with(expiry.endMillis())
            .with(expiry.begunMillis())
            .with(expiry.writtenMillis());
    mixer = mixed(mixer, state.context());
    return switch (state) {
      case PnCounter counter -> mixed(mixer, counter);
      case OrMap map -> mixer;
      case LwwRegister register -> mixer;
      case OrSwot set -> mixer;
      case GSet set -> mixer;
      case MvRegister register -> mixer;
      case EwFlag flag -> mixer;
    };
  }

  private static Mixer mixed(Mixer start, CausalContext context) {
    Mixer mixer = start.with(context.vector().counters().size());
    for (Map.Entry<Actor, Long> seen : context.vector().counters().entrySet()) {
      mixer = mixer.with(seen.getKey().id()).with(seen.getValue());
    }
    for (Dot dot : context.cloud().dots()) {
      mixer = mixer.with(dot.actor().id()).with(dot.counter());
    }
    return mixer;
  }

  private static Mixer mixed(Mixer start, PnCounter counter) {
    Mixer mixer = start;
    for (Map.Entry<Actor, PnCounter.Tally> tally : counter.tallies().entrySet()) {
      mixer =
          mixer
              .with(tally.getKey().id())
              .with(tally.getValue().increments())
              .with(tally.getValue().decrements())
              .with(tally.getValue().deletedIncrements())
              .with(tally.getValue().deletedDecrements());
    }
    return mixer;
  }

  private static Mixer mixed(Mixer start, OrMap map) {
    Mixer mixer = start;
    for (Map.Entry<Field, Nested> field : map.fields().entrySet()) {
      mixer = mixed(mixer.with(field.getKey().element().value()), field.getValue().state());
    }
    return mixer;
  }
}
