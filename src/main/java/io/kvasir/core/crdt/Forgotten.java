package io.kvasir.core.crdt;

import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.Lineage;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;

/** What others still know of a key that was dropped here. */
final class Forgotten {
  private Forgotten() {}

  /** The latest actor of a lineage that a state knows of. */
  static Optional<Actor> latest(Lineage lineage, Crdt state) {
    SortedSet<Actor> known =
        state instanceof PnCounter counter
            ? new TreeSet<>(counter.tallies().keySet())
            : state.context().actors();
    return known.stream().filter(lineage::contains).reduce(BinaryOperator.maxBy(Actor::compareTo));
  }

  /**
   * {@code said} without what it remembers of a lineage that is neither alive in it nor in {@code
   * known}.
   */
  static Crdt without(Lineage lineage, Crdt known, Crdt said) {
    return switch (said) {
      case PnCounter counter -> without(lineage, (PnCounter) known, counter);
      case OrMap map -> inFields(lineage, (OrMap) known, map).under(seen(lineage, known, said));
      case OrSwot set -> set.under(seen(lineage, known, said));
      case GSet set -> new GSet(set.set().under(seen(lineage, known, said)));
      case MvRegister register -> register.under(seen(lineage, known, said));
      case EwFlag flag -> flag.under(seen(lineage, known, said));
      case LwwRegister register -> register;
    };
  }

  private static CausalContext seen(Lineage lineage, Crdt known, Crdt said) {
    return said.context().without(lineage::contains, known.context(), said.dots());
  }

  private static PnCounter without(Lineage lineage, PnCounter known, PnCounter said) {
    TreeMap<Actor, PnCounter.Tally> tallies = new TreeMap<>(said.tallies());
    tallies
        .entrySet()
        .removeIf(
            each ->
                lineage.contains(each.getKey())
                    && !each.getValue().isLive()
                    && !known.tallies().containsKey(each.getKey()));
    return new PnCounter(tallies, said.expiry());
  }

  private static OrMap inFields(Lineage lineage, OrMap known, OrMap said) {
    TreeMap<Field, Nested> fields = new TreeMap<>();
    said.fields()
        .forEach(
            (field, value) -> {
              Crdt before = known.valueOf(field).under(CausalContext.EMPTY);
              Crdt admitted = inField(lineage, before, value.state());
              if (!Nested.isNothing(admitted)) {
                fields.put(field, new Nested(admitted));
              }
            });
    return new OrMap(said.presence(), fields, said.context(), said.expiry());
  }

  /** Values in a map have no context of their own. */
  private static Crdt inField(Lineage lineage, Crdt known, Crdt said) {
    return switch (said) {
      case PnCounter counter -> without(lineage, (PnCounter) known, counter);
      case OrMap map -> inFields(lineage, (OrMap) known, map);
      case OrSwot set -> set;
      case GSet set -> set;
      case MvRegister register -> register;
      case EwFlag flag -> flag;
      case LwwRegister register -> register;
    };
  }
}
