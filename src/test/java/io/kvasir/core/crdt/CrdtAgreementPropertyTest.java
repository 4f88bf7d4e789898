package io.kvasir.core.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.node.Actor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** After every step of a random interleaving a reader sees what the naive model says. */
class CrdtAgreementPropertyTest {
  private static final List<Actor> ACTORS = List.of(new Actor(1), new Actor(-1), new Actor(2));

  @Property(tries = 2000)
  void everyTypeAgreesWithItsNaiveModel(@ForAll("scripts") Steps.Script script) {
    new Comparison(script.type()).run(script.steps());
  }

  @Property(tries = 600)
  void noDotIsEverMintedForTwoEvents(@ForAll("scripts") Steps.Script script) {
    SortedMap<Dot, String> meanings = new TreeMap<>();
    for (Slice delta : History.of(script).deltas()) {
      record(meanings, "", delta.state());
    }
  }

  private static void record(SortedMap<Dot, String> meanings, String where, Crdt state) {
    if (state instanceof OrMap map) {
      map.presence().dots().forEach(dot -> record(meanings, dot, where + "presence"));
      map.fields().forEach((field, value) -> record(meanings, where + field + '/', value.state()));
    }
    if (state instanceof OrSwot set) {
      set.presence().dots().forEach(dot -> record(meanings, dot, where + "presence"));
      set.entries()
          .forEach(
              (element, dots) -> {
                for (Dot dot : dots.dots()) {
                  assertThat(meanings).doesNotContainKey(dot);
                  record(meanings, dot, where + "member " + element.value());
                }
              });
    }
    if (state instanceof MvRegister register) {
      register
          .dots()
          .dots()
          .forEach(
              dot -> {
                assertThat(meanings).doesNotContainKey(dot);
                record(meanings, dot, where + "sibling");
              });
    }
  }

  private static void record(SortedMap<Dot, String> meanings, Dot dot, String meaning) {
    String before = meanings.put(dot, meaning);
    assertThat(before == null || before.equals(meaning)).as("%s: %s", dot, before).isTrue();
  }

  @Example
  void theModelCatchesASetInWhichARemoveBeatsAConcurrentAdd() {
    TreeSet<Element> a = new TreeSet<>(List.of(new Element("a")));
    Comparison comparison = new Comparison(DataType.OR_SWOT);
    comparison.run(
        List.of(
            new Step.Write(0, new Operation.Add(a), 0),
            new Step.Sync(0, 1),
            new Step.Write(0, new Operation.Remove(a), 0),
            new Step.Write(1, new Operation.Add(a), 0),
            new Step.Sync(1, 0)));

    OrSwot right = (OrSwot) comparison.states.getFirst();
    OrSwot wrong = new OrSwot(DotSet.EMPTY, new TreeMap<>(), right.context());

    assertThat(right.members()).containsExactly(new Element("a"));
    assertThatThrownBy(() -> comparison.models.getFirst().agreesWith(wrong))
        .isInstanceOf(AssertionError.class);
  }

  /** Runs one history in the core and in the model, side by side. */
  private static final class Comparison {
    private final List<Writer> writers = ACTORS.stream().map(Writer::new).toList();
    private final List<Crdt> states;
    private final List<Naive> models;
    private final List<Crdt> reached = new ArrayList<>();
    private final List<Naive> modelsReached = new ArrayList<>();
    private final List<Crdt> deltas = new ArrayList<>();
    private final List<Naive> modelDeltas = new ArrayList<>();

    Comparison(DataType type) {
      states = new ArrayList<>(Collections.nCopies(ACTORS.size(), Crdt.bottom(type)));
      models =
          new ArrayList<>(
              Collections.nCopies(ACTORS.size(), NaiveMap.model(type, new AtomicInteger())));
      reached.addAll(states);
      modelsReached.addAll(models);
    }

    void run(List<Step> steps) {
      for (Step step : steps) {
        take(step);
        for (int replica = 0; replica < ACTORS.size(); replica++) {
          models.get(replica).agreesWith(states.get(replica));
        }
      }
    }

    private void take(Step step) {
      switch (step) {
        case Step.Write write -> write(write);
        case Step.Deliver(int delta, int to) -> {
          if (!deltas.isEmpty()) {
            int index = delta % deltas.size();
            join(to, deltas.get(index), modelDeltas.get(index));
          }
        }
        case Step.Sync(int from, int to) -> join(to, states.get(from), models.get(from));
      }
    }

    private void write(Step.Write write) {
      int replica = write.replica();
      Operation operation = write.by(reached);
      Optional<Naive> seen =
          operation.equals(write.operation())
              ? Optional.empty()
              : Optional.of(modelsReached.get(write.glimpse() % reached.size()));
      Crdt delta =
          writers.get(replica).write(states.get(replica), operation, write.wallMillis()).state();
      deltas.add(delta);
      modelDeltas.add(models.get(replica).write(replica, operation, seen, delta));
      join(replica, deltas.getLast(), modelDeltas.getLast());
    }

    private void join(int replica, Crdt state, Naive model) {
      states.set(replica, Crdt.join(states.get(replica), state));
      models.set(replica, models.get(replica).join(model));
      reached.add(states.get(replica));
      modelsReached.add(models.get(replica));
    }
  }

  @Provide
  Arbitrary<Steps.Script> scripts() {
    return Steps.scripts(ACTORS.size(), 30);
  }
}
