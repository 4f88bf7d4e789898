package io.kvasir.core.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.LatticeLaws;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.node.Actor;
import io.kvasir.core.time.HybridTimestamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The lattice laws, once for all types, on states that histories reach. */
class CrdtLawsPropertyTest {
  /** All triples of them are checked. */
  private static final int STATES_PER_HISTORY = 12;

  @Property(tries = 600)
  void joinIsALattice(@ForAll("scripts") Steps.Script script, @ForAll Random random) {
    List<Crdt> states = sample(History.of(script).reached(), random);

    LatticeLaws.hold(Crdt::join, states);
  }

  @Property(tries = 600)
  void joiningAllDeltasInAnyOrderEqualsJoiningTheFullStates(
      @ForAll("scripts") Steps.Script script, @ForAll Random random) {
    History history = History.of(script);
    List<Slice> deltas = shuffledWithDuplicates(history.deltas(), random);

    Slice oneByOne = Slice.whole(Crdt.bottom(script.type()));
    for (Slice delta : deltas) {
      oneByOne = oneByOne.join(delta);
    }

    assertThat(oneByOne.state()).isEqualTo(history.joined());
  }

  @Property(tries = 600)
  void deltasMayBeGroupedBeforeTheyAreDelivered(
      @ForAll("scripts") Steps.Script script, @ForAll Random random) {
    History history = History.of(script);
    Crdt bottom = Crdt.bottom(script.type());
    List<Crdt> groups = new ArrayList<>(List.of(bottom, bottom, bottom));
    for (Slice delta : shuffledWithDuplicates(history.deltas(), random)) {
      int group = random.nextInt(groups.size());
      groups.set(group, Crdt.join(groups.get(group), delta.state()));
    }

    Crdt joined = groups.stream().reduce(bottom, Crdt::join);

    assertThat(joined).isEqualTo(history.joined());
  }

  @Example
  void statesOfDifferentTypesDoNotJoin() {
    for (DataType one : DataType.values()) {
      for (DataType other : DataType.values()) {
        if (one != other) {
          assertThatThrownBy(() -> Crdt.join(Crdt.bottom(one), Crdt.bottom(other)))
              .isInstanceOf(IllegalArgumentException.class);
        }
      }
    }
  }

  @Example
  void theLawsCatchARegisterThatForgetsToBreakTies() {
    HybridTimestamp stamp = new HybridTimestamp(1, 0);
    List<LwwRegister> states =
        List.of(
            new LwwRegister(stamp, new Actor(1), Optional.of(Value.text("x"))),
            new LwwRegister(stamp, new Actor(2), Optional.of(Value.text("y"))));

    LatticeLaws.hold(LwwRegister::join, states);
    assertThatThrownBy(
            () ->
                LatticeLaws.<LwwRegister>hold(
                    (a, b) -> a.stamp().compareTo(b.stamp()) >= 0 ? a : b, states))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("commutative");
  }

  @Example
  void theLawsCatchACounterThatAddsWhatItShouldCompare() {
    PnCounter one = PnCounter.BOTTOM.adjust(new Actor(1), 2);
    PnCounter more = one.adjust(new Actor(1), 3);

    LatticeLaws.hold(PnCounter::join, List.of(one, more));
    assertThatThrownBy(() -> LatticeLaws.hold(CrdtLawsPropertyTest::adding, List.of(one, more)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("idempotent");
  }

  @Example
  void theLawsCatchASetWhoseJoinKeepsTheDotsOfOneSideOnly() {
    TreeSet<Element> elements = new TreeSet<>(List.of(new Element("a")));
    OrSwot one = (OrSwot) OrSwot.BOTTOM.add(new Actor(1), elements).state();
    OrSwot other = (OrSwot) OrSwot.BOTTOM.add(new Actor(2), elements).state();
    OrSwot removed = one.join((OrSwot) one.remove(new Actor(1), elements).state());

    LatticeLaws.hold(OrSwot::join, List.of(one, other, removed));
    assertThatThrownBy(
            () ->
                LatticeLaws.hold(
                    CrdtLawsPropertyTest::keepingOneSide, List.of(one, other, removed)))
        .isInstanceOf(AssertionError.class);
  }

  private static PnCounter adding(PnCounter a, PnCounter b) {
    TreeMap<Actor, PnCounter.Tally> sums = new TreeMap<>(a.tallies());
    b.tallies()
        .forEach((actor, tally) -> sums.put(actor, a.tallyOf(actor).adjust(tally.increments())));
    return new PnCounter(sums);
  }

  private static OrSwot keepingOneSide(OrSwot a, OrSwot b) {
    TreeMap<Element, DotSet> entries = new TreeMap<>(b.entries());
    entries.putAll(a.entries());
    DotSet presence = a.presence().isEmpty() ? b.presence() : a.presence();
    return new OrSwot(presence, entries, a.context().join(b.context()));
  }

  private static List<Crdt> sample(List<Crdt> reached, Random random) {
    List<Crdt> states = new ArrayList<>(reached.stream().distinct().toList());
    Collections.shuffle(states, random);
    return states.subList(0, Math.min(states.size(), STATES_PER_HISTORY));
  }

  private static List<Slice> shuffledWithDuplicates(List<Slice> deltas, Random random) {
    List<Slice> order = new ArrayList<>(deltas);
    deltas.stream().filter(delta -> random.nextBoolean()).forEach(order::add);
    Collections.shuffle(order, random);
    return order;
  }

  @Provide
  Arbitrary<Steps.Script> scripts() {
    return Steps.scripts(History.REPLICAS, 24);
  }
}
