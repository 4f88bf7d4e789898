package io.kvasir.core.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.RandomOperations;
import io.kvasir.contract.States;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.Slice;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ExchangePropertyTest {
  private static final RandomOperations OPERATIONS = new RandomOperations(10, 20, 6, 8);
  private static final EntryKey SET = States.entry("s", "k");

  /**
   * Two replicas write, tell each other of some of it, and lose a disk now and then; after that one
   * exchange without loss makes them equal, and leaves them with what a join of all would be.
   */
  @Property(tries = 300)
  void oneExchangeMakesTwoReplicasEqual(@ForAll long seed) {
    Random random = new Random(seed);
    GossipReplica a = new GossipReplica(1);
    GossipReplica b = new GossipReplica(2);
    boolean wipes = random.nextInt(3) == 0;
    work(random, a, b, wipes);
    GossipReplica expected = new GossipReplica(9);
    a.states().forEach(expected::join);
    b.states().forEach(expected::join);

    Exchange.Outcome outcome = a.exchange(b, () -> false);

    assertThat(outcome.finished()).isTrue();
    assertThat(a.visible()).isEqualTo(b.visible()).isEqualTo(expected.visible());
    assertThat(b.exchange(a, () -> false).differing()).isZero();
  }

  /** With a third of the messages lost it takes some exchanges more, and nothing else changes. */
  @Property(tries = 200)
  void exchangesWithLossGetThereToo(@ForAll long seed) {
    Random random = new Random(seed);
    GossipReplica a = new GossipReplica(1);
    GossipReplica b = new GossipReplica(2);
    work(random, a, b, true);
    GossipReplica expected = new GossipReplica(9);
    a.states().forEach(expected::join);
    b.states().forEach(expected::join);

    for (int i = 0; i < 30; i++) {
      Exchange.Outcome _ =
          i % 2 == 0
              ? a.exchange(b, () -> random.nextInt(30) == 0)
              : b.exchange(a, () -> random.nextInt(30) == 0);
    }
    Exchange.Outcome _ = a.exchange(b, () -> false);

    assertThat(a.visible()).isEqualTo(b.visible()).isEqualTo(expected.visible());
  }

  /** A removal that only the old disk and another replica saw does not come undone by a copy. */
  @Test
  void theCopyOfALargeSetKnowsWhatWasRemoved() {
    GossipReplica full = new GossipReplica(1);
    for (int i = 0; i < 20; i++) {
      Slice _ = full.write(SET, OrSwot.BOTTOM, new Operation.Add(members("m" + i)), i);
    }
    GossipReplica late = new GossipReplica(2);
    late.join(SET, full.states().get(SET));
    Slice _ = full.write(SET, OrSwot.BOTTOM, new Operation.Remove(members("m3")), 30);
    GossipReplica wiped = new GossipReplica(3);

    Exchange.Outcome _ = wiped.exchange(full, () -> false);
    Exchange.Outcome _ = wiped.exchange(late, () -> false);

    assertThat(((OrSwot) wiped.states().get(SET).state()).members())
        .doesNotContain(new Element("m3"))
        .hasSize(19);
    assertThat(wiped.visible()).isEqualTo(full.visible()).isEqualTo(late.visible());
  }

  @Test
  void whatIsEqualCostsOneQuestionAndNoOffer() {
    GossipReplica a = new GossipReplica(1);
    Slice delta =
        a.write(SET, OrSwot.BOTTOM, new Operation.Add(members("a", "b", "c", "d", "e", "f")), 1);
    GossipReplica b = new GossipReplica(2);
    b.join(SET, delta);

    Exchange.Outcome outcome = a.exchange(b, () -> false);

    assertThat(outcome.differing()).isZero();
    assertThat(a.offersTaken + b.offersTaken).isZero();
  }

  /** What only one side has is sent once, not sent back. */
  @Test
  void aWipedReplicaIsSentEachKeyOnce() {
    GossipReplica full = new GossipReplica(1);
    for (int i = 0; i < 50; i++) {
      Slice _ =
          full.write(
              States.entry("c", "k" + i),
              Crdt.bottom(DataType.PN_COUNTER),
              new Operation.Adjust(1),
              i);
    }
    GossipReplica wiped = new GossipReplica(2);

    Exchange.Outcome _ = full.exchange(wiped, () -> false);

    assertThat(wiped.offersTaken).isEqualTo(50);
    assertThat(full.offersTaken).isZero();
    assertThat(wiped.visible()).isEqualTo(full.visible());
  }

  private static void work(Random random, GossipReplica a, GossipReplica b, boolean wipes) {
    DataType[] types = DataType.values();
    for (int i = 0; i < 120; i++) {
      GossipReplica writer = random.nextBoolean() ? a : b;
      GossipReplica other = writer == a ? b : a;
      DataType type = types[random.nextInt(types.length)];
      EntryKey entry = States.entry("b" + type, "k" + random.nextInt(6));
      Slice delta = writer.write(entry, Crdt.bottom(type), OPERATIONS.next(type, random), i);
      if (random.nextInt(3) > 0) {
        other.join(entry, delta);
      }
      if (wipes && random.nextInt(60) == 0) {
        writer.wipe(100 + i);
      }
    }
  }

  private static SortedSet<Element> members(String... texts) {
    TreeSet<Element> members = new TreeSet<>();
    for (String text : texts) {
      members.add(new Element(text));
    }
    return members;
  }
}
