package io.kvasir.core.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.RandomOperations;
import io.kvasir.contract.States;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Digest;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A replica that lost its disk, and two that kept theirs. */
class RefillPropertyTest {
  private static final RandomOperations OPERATIONS = new RandomOperations(4, 6, 3, 3);
  private static final PartitionId P0 = new PartitionId(0);
  private static final Pairing FIRST = new Pairing(P0, 3, new NodeId("b"));
  private static final Pairing SECOND = new Pairing(P0, 3, new NodeId("c"));
  private static final Pairing THIRD = new Pairing(P0, 3, new NodeId("d"));
  private static final EntryKey KEY = States.entry("r", "k");

  private final GossipReplica first = new GossipReplica(1);
  private final GossipReplica second = new GossipReplica(2);
  private final GossipReplica blank = new GossipReplica(3);
  private final Refill refill = new Refill();

  /** Whatever is lost meanwhile, and while the others go on writing elsewhere. */
  @Property(tries = 500)
  void whoHasAVoteAgainHasAllThatTheOthersHadAtTheBeginning(@ForAll long seed) {
    new RefillPropertyTest().fill(new Random(seed));
  }

  /** What it was given of a set by one was removed at the other, whose answer to that was lost. */
  @Test
  void whoseOfferWasLostIsNotDone() {
    fill(new Random(913));
  }

  private void fill(Random random) {
    write(random, "k", 80);
    TreeMap<EntryKey, Slice> all = new TreeMap<>(first.states());
    second.states().forEach((entry, slice) -> all.merge(entry, slice, Slice::join));

    refill.begin(List.of(FIRST, SECOND));
    for (int i = 0; refill.isOutstanding(P0, 3); i++) {
      int losses = i < 200 ? 20 : Integer.MAX_VALUE;
      compare(random.nextBoolean() ? FIRST : SECOND, random, losses);
      if (random.nextInt(3) == 0) {
        write(random, "new", 2);
      }
    }

    all.forEach(
        (entry, slice) -> {
          Slice held = held(entry, slice);
          assertThat(Digest.of(entry, held.join(slice)))
              .as("%s: %s lacks something of %s", entry, held, slice)
              .isEqualTo(Digest.of(entry, held));
        });
  }

  private Slice held(EntryKey entry, Slice like) {
    return blank.states().getOrDefault(entry, Slice.whole(Crdt.bottom(like.state().type())));
  }

  private void write(Random random, String keys, int operations) {
    DataType[] types = DataType.values();
    for (int i = 0; i < operations; i++) {
      GossipReplica writer = random.nextBoolean() ? first : second;
      DataType type = types[random.nextInt(types.length)];
      EntryKey entry = States.entry("b" + type, keys + random.nextInt(4));
      Slice delta = writer.write(entry, Crdt.bottom(type), OPERATIONS.next(type, random), i);
      if (random.nextInt(3) > 0) {
        (writer == first ? second : first).join(entry, delta);
      }
    }
  }

  private void compare(Pairing pairing, Random random, int lossOneIn) {
    GossipReplica other = pairing.equals(FIRST) ? first : second;
    refill.began(pairing);
    refill.ended(pairing, blank.exchange(other, () -> random.nextInt(lossOneIn) == 0));
  }

  private void compare(Pairing pairing) {
    compare(pairing, new Random(0), Integer.MAX_VALUE);
  }

  /** One replica shows what another knows to be deleted, of which it shows nothing itself. */
  @Test
  void aDeletionThatOneOfThemKnowsIsFoundInTheSecondRound() {
    Operation put = new Operation.Put(Value.text("old"));
    Slice old = second.write(KEY, Crdt.bottom(DataType.LWW_REGISTER), put, 1);
    first.join(KEY, old);
    Slice _ = first.write(KEY, old.state(), new Operation.Delete(), 2);
    refill.begin(List.of(FIRST, SECOND));

    compare(FIRST);
    compare(SECOND);

    assertThat(blank.visible()).containsKey(KEY);
    assertThat(refill.isOutstanding(P0, 3)).isTrue();
    assertThat(refill.missing(P0)).containsExactly(FIRST, SECOND);

    compare(FIRST);
    compare(SECOND);

    assertThat(refill.isOutstanding(P0, 3)).isFalse();
    assertThat(refill.partitions()).isZero();
    assertThat(blank.visible()).isEmpty();
  }

  @Test
  void whatBeganInTheFirstRoundDoesNotCountInTheSecond() {
    refill.begin(List.of(FIRST, SECOND));
    compare(FIRST);
    refill.began(FIRST);
    compare(SECOND);

    refill.ended(FIRST, new Exchange.Outcome(true, true, 0, new TreeSet<>()));
    compare(SECOND);

    assertThat(refill.missing(P0)).containsExactly(FIRST);
  }

  @Test
  void whatWasNotTakenIsAskedForAgain() {
    refill.begin(List.of(FIRST));
    refill.began(FIRST);

    refill.ended(FIRST, new Exchange.Outcome(true, false, 1, new TreeSet<>()));

    assertThat(refill.missing(P0)).containsExactly(FIRST);
  }

  @Test
  void whoTookThePlaceOfAnotherIsHeardInItsStead() {
    refill.begin(List.of(FIRST, SECOND));
    compare(FIRST);

    refill.pair(List.of(FIRST, THIRD));

    assertThat(refill.missing(P0)).containsExactly(FIRST, THIRD);
  }

  @Test
  void whoHoldsThePartitionNoLongerIsNotWaitedFor() {
    refill.begin(List.of(FIRST, SECOND));
    compare(FIRST);
    refill.pair(List.of(FIRST));
    compare(FIRST);
    assertThat(refill.isOutstanding(P0, 3)).isTrue();

    compare(FIRST);
    assertThat(refill.isOutstanding(P0, 3)).isFalse();
  }

  @Test
  void anotherNumberOfReplicasOwesTheSame() {
    refill.begin(List.of(FIRST));

    refill.pair(List.of(new Pairing(P0, 2, FIRST.peer())));

    assertThat(refill.isOutstanding(P0, 2)).isTrue();
    assertThat(refill.isOutstanding(P0, 3)).isFalse();
  }
}
