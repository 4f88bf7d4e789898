package io.kvasir.core.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.causality.CausalContext;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.Actor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Transfers under all that can go wrong: at the end the target's state is above that which each
 * source had when it was ready, so it has what they had and lacks what they had removed.
 */
class HandoffSimulationTest {
  private static final int SEEDS = Integer.getInteger("kvasir.handoff.seeds", 2_000);

  @Test
  void holdsWhatEverySourceHeld() {
    int restarts = 0;
    int parts = 0;
    int compared = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      HandoffWorld world = new HandoffWorld(seed, 1 + seed % 3, UnaryOperator.identity());
      try {
        world.run();
      } catch (AssertionError failed) {
        throw new AssertionError("seed " + seed + ": " + failed.getMessage(), failed);
      }
      restarts += world.restarts;
      parts += world.parts;
      compared += world.compared;
    }
    System.out.printf(
        "Handoff: %,d seeds, %,d restarts, %,d joins of parts, %,d reads of own members%n",
        SEEDS, restarts, parts, compared);
    assertThat(List.of(restarts, parts, compared)).allMatch(count -> count > SEEDS / 2);
  }

  @Test
  void aPartThatBringsTheContextOfTheWholeIsCaught() {
    assertCaught(
        merge -> {
          if (!(merge.slice().state() instanceof OrSwot set) || set.entries().isEmpty()) {
            return merge;
          }
          OrSwot eager = new OrSwot(set.presence(), set.entries(), all());
          return new Intake.Effect.Merge(
              merge.id(), merge.entry(), new Slice(eager, merge.slice().scope()));
        },
        "made up some of");
  }

  @Test
  void aSetWhoseContextNeverComesIsCaught() {
    assertCaught(
        merge ->
            merge.slice().state() instanceof OrSwot set && set.entries().isEmpty()
                ? new Intake.Effect.Merge(
                    merge.id(), merge.entry(), new Slice(OrSwot.BOTTOM, merge.slice().scope()))
                : merge,
        "lacks some of");
  }

  @Test
  void anAnswerThatDoesNotTellWhatIsGoneIsCaught() {
    assertCaught(
        merge -> {
          if (!(merge.slice().state() instanceof OrSwot set)
              || !(merge.slice().scope() instanceof Scope.Elements)
              || set.entries().isEmpty()) {
            return merge;
          }
          OrSwot mute = new OrSwot(DotSet.EMPTY, set.entries(), ofMembers(set));
          return new Intake.Effect.Merge(
              merge.id(), merge.entry(), new Slice(mute, merge.slice().scope()));
        },
        "lacks some of");
  }

  private static CausalContext ofMembers(OrSwot set) {
    return CausalContext.of(
        DotSet.of(set.entries().values().stream().flatMap(dots -> dots.dots().stream()).toList()));
  }

  private static void assertCaught(UnaryOperator<Intake.Effect.Merge> flaw, String promise) {
    assertThatThrownBy(
            () -> {
              for (int seed = 0; seed < 200; seed++) {
                new HandoffWorld(seed, 1 + seed % 3, flaw).run();
              }
            })
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(promise);
  }

  /** More than any source ever saw. */
  private static CausalContext all() {
    List<Dot> dots = new ArrayList<>();
    for (int actor = 1; actor <= 3; actor++) {
      for (int counter = 1; counter <= 200; counter++) {
        dots.add(new Dot(new Actor(actor), counter));
      }
    }
    return CausalContext.of(DotSet.of(dots));
  }
}
