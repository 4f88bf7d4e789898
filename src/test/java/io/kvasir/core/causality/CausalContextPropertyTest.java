package io.kvasir.core.causality;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.LatticeLaws;
import io.kvasir.core.node.Actor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** A causal context is a set of dots in a compact form; the naive model is the set itself. */
class CausalContextPropertyTest {
  @Property
  void containsExactlyItsDots(@ForAll("dots") Set<Dot> dots, @ForAll("dot") Dot other) {
    CausalContext context = CausalContext.of(DotSet.of(dots));

    assertThat(dots).allMatch(context::contains);
    assertThat(context.contains(other)).isEqualTo(dots.contains(other));
    assertThat(context.isEmpty()).isEqualTo(dots.isEmpty());
  }

  @Property
  void equalSetsOfDotsAreEqualValuesHoweverTheyWereMade(
      @ForAll("shuffledDots") List<Dot> dots, @ForAll("cuts") List<Integer> cuts) {
    CausalContext atOnce = CausalContext.of(DotSet.of(dots));

    CausalContext inGroups = CausalContext.EMPTY;
    int from = 0;
    for (int cut : cuts) {
      int to = Math.min(dots.size(), from + cut);
      inGroups = CausalContext.of(DotSet.of(dots.subList(from, to))).join(inGroups);
      from = to;
    }
    inGroups = inGroups.join(CausalContext.of(DotSet.of(dots.subList(from, dots.size()))));

    assertThat(inGroups).isEqualTo(atOnce).hasSameHashCodeAs(atOnce);
  }

  @Property
  void aVectorWithACloudIsTheSameAsAllItsDots(
      @ForAll("vectors") VersionVector vector, @ForAll("dots") Set<Dot> cloud) {
    TreeSet<Dot> all = new TreeSet<>(cloud);
    vector.counters().forEach((actor, top) -> addUpTo(all, actor, top));

    assertThat(new CausalContext(vector, DotSet.of(cloud)))
        .isEqualTo(CausalContext.of(DotSet.of(all)));
  }

  @Property
  void noCloudDotIsCoveredByTheVectorOrFollowsIt(@ForAll("dots") Set<Dot> dots) {
    CausalContext context = CausalContext.of(DotSet.of(dots));

    assertThat(context.cloud().dots())
        .allMatch(dot -> dot.counter() > context.vector().counterOf(dot.actor()) + 1);
  }

  @Property
  void joinIsTheUnion(@ForAll("dots") Set<Dot> a, @ForAll("dots") Set<Dot> b) {
    TreeSet<Dot> union = new TreeSet<>(a);
    union.addAll(b);

    CausalContext joined = CausalContext.of(DotSet.of(a)).join(CausalContext.of(DotSet.of(b)));

    assertThat(joined).isEqualTo(CausalContext.of(DotSet.of(union)));
  }

  @Property(tries = 300)
  void joinIsALattice(@ForAll("contexts") @Size(max = 6) List<CausalContext> contexts) {
    List<CausalContext> withBottom = new ArrayList<>(contexts);
    withBottom.add(CausalContext.EMPTY);

    LatticeLaws.hold(CausalContext::join, withBottom);
  }

  @Property
  void theNextDotWasNeverSeenAndNoGapComesBeforeWhatFollowsIt(
      @ForAll("dots") Set<Dot> dots, @ForAll("actors") Actor actor) {
    CausalContext context = CausalContext.of(DotSet.of(dots));

    Dot next = context.nextDot(actor);

    assertThat(next.actor()).isEqualTo(actor);
    assertThat(dots).allMatch(dot -> !dot.actor().equals(actor) || dot.compareTo(next) < 0);
    assertThat(next.counter() == 1 || dots.contains(new Dot(actor, next.counter() - 1))).isTrue();
  }

  @Property
  void theJoinOfDotSetsKeepsWhatNobodyRemoved(
      @ForAll("dots") Set<Dot> seenByA,
      @ForAll("dots") Set<Dot> seenByB,
      @ForAll("dots") Set<Dot> removed) {
    Set<Dot> aliveAtA = without(seenByA, removed);
    Set<Dot> aliveAtB = new TreeSet<>(seenByB);
    TreeSet<Dot> expected = new TreeSet<>();
    for (Dot dot : aliveAtA) {
      if (!seenByB.contains(dot) || aliveAtB.contains(dot)) {
        expected.add(dot);
      }
    }
    for (Dot dot : aliveAtB) {
      if (!seenByA.contains(dot) || aliveAtA.contains(dot)) {
        expected.add(dot);
      }
    }

    DotSet joined =
        DotSet.join(
            DotSet.of(aliveAtA),
            CausalContext.of(DotSet.of(seenByA)),
            DotSet.of(aliveAtB),
            CausalContext.of(DotSet.of(seenByB)));

    assertThat(joined).isEqualTo(DotSet.of(expected));
  }

  private static Set<Dot> without(Set<Dot> dots, Set<Dot> removed) {
    TreeSet<Dot> rest = new TreeSet<>(dots);
    rest.removeAll(removed);
    return rest;
  }

  private static void addUpTo(Set<Dot> dots, Actor actor, long top) {
    for (long counter = 1; counter <= top; counter++) {
      dots.add(new Dot(actor, counter));
    }
  }

  @Provide
  Arbitrary<Actor> actors() {
    return Arbitraries.of(new Actor(1), new Actor(2), new Actor(-1));
  }

  @Provide
  Arbitrary<Dot> dot() {
    return Combinators.combine(actors(), Arbitraries.longs().between(1, 7)).as(Dot::new);
  }

  @Provide
  Arbitrary<Set<Dot>> dots() {
    return dot().set().ofMaxSize(14);
  }

  @Provide
  Arbitrary<List<Dot>> shuffledDots() {
    return dots().flatMap(dots -> Arbitraries.shuffle(List.copyOf(new TreeSet<>(dots))));
  }

  @Provide
  Arbitrary<List<Integer>> cuts() {
    return Arbitraries.integers().between(0, 5).list().ofMaxSize(6);
  }

  @Provide
  Arbitrary<VersionVector> vectors() {
    return Arbitraries.maps(actors(), Arbitraries.longs().between(1, 6))
        .map(counters -> new VersionVector(new TreeMap<>(counters)));
  }

  @Provide
  Arbitrary<List<CausalContext>> contexts() {
    return dots().map(dots -> CausalContext.of(DotSet.of(dots))).list();
  }
}
