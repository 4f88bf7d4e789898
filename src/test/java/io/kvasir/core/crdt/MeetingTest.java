package io.kvasir.core.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.node.Actor;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.core.time.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * What replicas hold of sets that end, when they meet ({@link Crdt#meet}); some know of an end, or
 * that it was put off, and others do not.
 */
class MeetingTest {
  private static final long MINUTE = 60_000;

  private final List<Writer> writers =
      List.of(new Writer(new Actor(1)), new Writer(new Actor(2)), new Writer(new Actor(3)));

  @Example
  void whatWasWrittenAfterAnEndThatItsWriterDidNotKnowStays() {
    Crdt ended = add(0, OrSwot.BOTTOM, "old", new Lifetime.Limited(10), 100);
    Crdt anew = add(1, OrSwot.BOTTOM, "new", Lifetime.kept(), 120);

    assertThat(seen(meet(ended, anew), 1_000)).containsExactly(element("new"));
    assertThat(seen(meet(swept(ended, 115), anew), 1_000)).containsExactly(element("new"));
  }

  @Example
  void whatWasWrittenBeforeAnEndThatItsWriterDidNotKnowEndsWithTheKey() {
    Crdt ends = add(0, OrSwot.BOTTOM, "a", new Lifetime.Limited(10), 100);
    Crdt beside = add(1, OrSwot.BOTTOM, "b", Lifetime.kept(), 105);

    assertThat(seen(meet(ends, beside), 109)).hasSize(2);
    assertThat(seen(meet(ends, beside), 110)).isEmpty();
  }

  @Example
  void whoMissedThatAKeyWasGivenMoreTimeTakesNothingFromIt() {
    Crdt first = add(0, OrSwot.BOTTOM, "a", new Lifetime.Limited(25), 100);
    Crdt prolonged = add(0, first, "b", new Lifetime.Limited(MINUTE), 110);
    Crdt later = add(1, prolonged, "c", Lifetime.kept(), 200);

    assertThat(seen(meet(first, later), 300)).hasSize(3);
  }

  @Example
  void whoKnewOfNothingAndHearsOfTheFirstTimeBeforeTheNextTakesNothingFromIt() {
    Crdt first = add(0, OrSwot.BOTTOM, "a", new Lifetime.Limited(25), 100);
    Crdt prolonged = add(0, first, "b", new Lifetime.Limited(MINUTE), 110);
    Crdt unaware = add(1, OrSwot.BOTTOM, "c", Lifetime.kept(), 200);

    Slice heard = Slice.whole(unaware).taking(Slice.whole(first)).taking(Slice.whole(prolonged));

    assertThat(seen(heard.state(), 300)).hasSize(3);
    assertThat(seen(Slice.whole(prolonged).taking(heard).state(), 300)).hasSize(3);
  }

  @Example
  void whoMissedThatAKeyBeganAnewLosesWhatOnlyItHad() {
    Crdt first = add(0, OrSwot.BOTTOM, "a", new Lifetime.Limited(25), 100);
    Crdt behind = add(2, first, "only here", Lifetime.kept(), 105);
    Crdt anew = add(1, first, "new", new Lifetime.Limited(MINUTE), 200);
    Crdt later = add(1, anew, "newer", new Lifetime.Limited(MINUTE), 300);

    assertThat(seen(meet(behind, anew), 300)).containsExactly(element("new"));
    assertThat(seen(meet(behind, later), 400))
        .containsExactlyInAnyOrder(element("new"), element("newer"));
  }

  @Example
  void aWriteThatKnowsFromOthersThatAKeyWasGivenMoreTimeRemovesNothing() {
    Crdt first = add(0, OrSwot.BOTTOM, "a", new Lifetime.Limited(25), 100);
    Crdt prolonged = add(0, first, "b", new Lifetime.Limited(MINUTE), 110);
    Elsewhere elsewhere = new Elsewhere(List.of(prolonged), HybridTimestamp.ZERO, true);

    Slice delta =
        writers.get(1).write(first, elsewhere, operation("c"), Lifetime.kept(), Moment.of(200));

    assertThat(seen(meet(Crdt.join(first, delta.state()), prolonged), 300)).hasSize(3);
  }

  /** The first one's wall clock is ahead, and it wrote a register just before. */
  @Example
  void whoSaysLaterAndHeardOfTheTimeOverrulesThoughHisWallClockIsBehind() {
    Moment ahead = new Moment(2_000, 1_000);
    Moment behind = new Moment(500, 1_200);
    Operation put = new Operation.Put(Value.text("v"));
    writers.get(0).write(LwwRegister.BOTTOM, Elsewhere.UNKNOWN, put, Lifetime.kept(), ahead);

    Crdt first = said(0, new Lifetime.Limited(500), ahead);
    Crdt later = said(1, new Lifetime.Limited(MINUTE), behind);

    assertThat(seen(meet(first, later), 1_800)).hasSize(2);
  }

  private Crdt said(int writer, Lifetime lifetime, Moment now) {
    return writers
        .get(writer)
        .write(OrSwot.BOTTOM, Elsewhere.UNKNOWN, operation("e" + writer), lifetime, now)
        .state();
  }

  /** Sets that were written by any, met in any order, with clocks that agree. */
  @Property(tries = 1000)
  void replicasBecomeEqualWhateverTheOrder(@ForAll long seed) {
    Random random = new Random(seed);
    List<Crdt> states = new ArrayList<>(List.of(OrSwot.BOTTOM, OrSwot.BOTTOM, OrSwot.BOTTOM));
    long time = 1_000;
    for (int step = 0; step < 20; step++) {
      time += random.nextInt(20);
      int at = random.nextInt(3);
      Crdt state = states.get(at);
      Crdt next =
          switch (random.nextInt(4)) {
            case 0 -> meet(state, states.get(random.nextInt(3)));
            case 1 -> swept(state, time);
            default -> add(at, state, "e" + random.nextInt(5), lifetime(random), time);
          };
      assertThat(Crdt.join(state, next)).as("it only grows").isEqualTo(next);
      states.set(at, next);
    }
    for (int i = 0; i < 3; i++) {
      Crdt other = states.get((i + 1) % 3);
      assertThat(meet(states.get(i), other)).isEqualTo(meet(other, states.get(i)));
      assertThat(meet(states.get(i), states.get(i))).isEqualTo(states.get(i));
    }
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < 3; i++) {
        int next = (i + 1 + random.nextInt(2)) % 3;
        states.set(i, meet(states.get(i), states.get(next)));
        states.set(next, meet(states.get(next), states.get(i)));
      }
    }
    Crdt all = Crdt.meet(DataType.OR_SWOT, states);
    for (int i = 0; i < 3; i++) {
      states.set(i, meet(states.get(i), all));
    }
    assertThat(states).allMatch(all::equals);
  }

  private static Lifetime lifetime(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> new Lifetime.Endless();
      case 1 -> new Lifetime.Limited(1 + random.nextInt(60));
      default -> Lifetime.kept();
    };
  }

  private static Crdt meet(Crdt a, Crdt b) {
    return Crdt.meet(DataType.OR_SWOT, List.of(a, b));
  }

  private static Crdt swept(Crdt state, long now) {
    return Slice.whole(state).join(state.ended(now)).state();
  }

  private Crdt add(int by, Crdt state, String element, Lifetime lifetime, long now) {
    return Crdt.join(
        state,
        writers
            .get(by)
            .write(state, Elsewhere.UNKNOWN, operation(element), lifetime, Moment.of(now))
            .state());
  }

  private static Operation operation(String element) {
    return new Operation.Add(new TreeSet<>(List.of(element(element))));
  }

  private static Element element(String text) {
    return new Element(text);
  }

  private static SortedSet<Element> seen(Crdt state, long now) {
    return ((OrSwot) state.visible(now)).members();
  }
}
