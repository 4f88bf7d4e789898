package io.kvasir.core.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.States;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.Outbox.Effect;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.Tick;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final NodeId B = new NodeId("b");
  private static final NodeId C = new NodeId("c");
  private static final EntryKey KEY = States.entry("b", "k");
  private static final PartitionId ONE = new PartitionId(1);
  private static final PartitionId TWO = new PartitionId(2);
  private static final Tick START = new Tick(0);
  private static final Tick LATER = new Tick(1_000);

  private final Outbox outbox = new Outbox(limits(3));

  @Test
  void sendsAgainWhatWasNotAcknowledged() {
    append(1, ONE, B, C);
    outbox.acknowledge(1, C);

    assertThat(outbox.tick(new Tick(999), nodes())).isEmpty();
    assertThat(outbox.tick(LATER, nodes()))
        .containsExactly(
            new Effect.Resend(1, ONE, B),
            new Effect.Observed(new ReplicationObservation.DeltaResent(B)));
  }

  @Test
  void waitsAgainAfterItSent() {
    append(1, ONE, B);
    assertThat(outbox.tick(LATER, nodes())).hasSize(2);

    assertThat(outbox.tick(new Tick(1_999), nodes())).isEmpty();
    assertThat(outbox.tick(new Tick(2_000), nodes())).hasSize(2);
  }

  @Test
  void doesNotSendToWhomItCannotReachAndTriesAtTheirReturn() {
    append(1, ONE, B);

    assertThat(outbox.tick(LATER, nodes(B))).isEmpty();
    assertThat(outbox.tick(new Tick(1_001), nodes())).hasSize(2);
  }

  @Test
  void trimsOnceAllHaveIt() {
    append(1, ONE, B, C);
    outbox.acknowledge(1, B);
    assertThat(outbox.tick(START, nodes())).isEmpty();

    outbox.acknowledge(1, C);

    assertThat(outbox.size()).isZero();
    assertThat(outbox.tick(START, nodes())).containsExactly(new Effect.Trim(ONE, 2));
    assertThat(outbox.tick(START, nodes())).isEmpty();
  }

  @Test
  void trimsNothingThatSomebodyLacks() {
    append(1, ONE, B);
    append(2, ONE, B);
    append(3, TWO, B);

    outbox.acknowledge(2, B);
    assertThat(outbox.tick(START, nodes())).containsExactly(new Effect.Trim(ONE, 1));

    outbox.acknowledge(1, B);
    assertThat(outbox.tick(START, nodes())).containsExactly(new Effect.Trim(ONE, 3));
  }

  @Test
  void aDeltaThatNobodyElseNeedsIsTrimmed() {
    append(1, ONE);

    assertThat(outbox.size()).isZero();
    assertThat(outbox.tick(START, nodes())).containsExactly(new Effect.Trim(ONE, 2));
  }

  @Test
  void forgetsTheOldestWhenItIsFull() {
    append(1, ONE, B);
    append(2, ONE, B);
    append(3, TWO, B);

    assertThat(outbox.append(hint(4, TWO), List.of(B), START, START))
        .containsExactly(
            new Effect.Observed(new ReplicationObservation.OutboxOverflowed()),
            new Effect.Lost(ONE, 3, B));
    assertThat(outbox.size()).isEqualTo(3);
    assertThat(outbox.tick(START, nodes())).containsExactly(new Effect.Trim(ONE, 2));
  }

  @Test
  void acksOfWhatItDoesNotKnowChangeNothing() {
    append(1, ONE, B);

    outbox.acknowledge(9, B);
    outbox.acknowledge(1, new NodeId("stranger"));
    outbox.acknowledge(1, C);

    assertThat(outbox.size()).isEqualTo(1);
    assertThat(outbox.tick(START, nodes())).isEmpty();
  }

  @Test
  void aPeerThatMissedALotIsServedInPortionsUntilItHasAll() {
    Outbox large = new Outbox(limits(2_000));
    for (long sequence = 1; sequence <= 1_200; sequence++) {
      assertThat(large.append(hint(sequence, ONE), List.of(B), START, START)).isEmpty();
    }

    int ticks = 0;
    for (long now = 1_000; large.size() > 0 && ticks < 10; now += 500) {
      List<Effect> effects = large.tick(new Tick(now), nodes());
      assertThat(effects).hasSizeLessThanOrEqualTo(2 * 512 + 1);
      for (Effect effect : effects) {
        if (effect instanceof Effect.Resend(long sequence, PartitionId partition, NodeId to)) {
          large.acknowledge(sequence, to);
        }
      }
      ticks++;
    }

    assertThat(large.size()).isZero();
    assertThat(ticks).isEqualTo(3);
  }

  @Test
  void onePeersBacklogDoesNotHoldUpAnother() {
    Outbox large = new Outbox(limits(1_000));
    for (long sequence = 1; sequence <= 600; sequence++) {
      assertThat(large.append(hint(sequence, ONE), List.of(B), START, START)).isEmpty();
    }
    assertThat(large.append(hint(601, ONE), List.of(C), START, START)).isEmpty();

    assertThat(large.tick(LATER, nodes())).contains(new Effect.Resend(601, ONE, C));
  }

  @Test
  void aDeltaSentToOneOfTwoIsSentToTheOtherAtItsReturn() {
    append(1, ONE, B, C);
    assertThat(outbox.tick(LATER, nodes(C))).contains(new Effect.Resend(1, ONE, B));

    assertThat(outbox.tick(new Tick(2_000), nodes()))
        .contains(new Effect.Resend(1, ONE, B), new Effect.Resend(1, ONE, C));
  }

  @Test
  void forgetsTheOldestWhenTheBytesAreUsedUp() {
    Outbox small = new Outbox(new Outbox.Limits(100, 250, 10_000));
    assertThat(small.append(hint(1, ONE), List.of(B, C), START, START)).isEmpty();
    assertThat(small.append(hint(2, ONE), List.of(B), START, START)).isEmpty();
    small.acknowledge(1, C);

    assertThat(small.append(hint(3, TWO), List.of(B), START, START))
        .contains(new Effect.Lost(ONE, 3, B))
        .doesNotContain(new Effect.Lost(ONE, 3, C));
    assertThat(small.size()).isEqualTo(2);
    small.acknowledge(2, B);
    assertThat(small.append(hint(4, TWO), List.of(B), START, START)).isEmpty();
  }

  @Test
  void keepsOneHoweverLarge() {
    Outbox small = new Outbox(new Outbox.Limits(100, 50, 10_000));

    assertThat(small.append(hint(1, ONE), List.of(B), START, START)).isEmpty();

    assertThat(small.size()).isEqualTo(1);
  }

  @Test
  void forgetsWhatIsTooOld() {
    Outbox small = new Outbox(new Outbox.Limits(100, 1_000, 5_000));
    assertThat(small.append(hint(1, ONE), List.of(B), START, START)).isEmpty();
    assertThat(small.append(hint(2, ONE), List.of(B), LATER, LATER)).isEmpty();

    assertThat(small.tick(new Tick(5_001), nodes(B))).contains(new Effect.Lost(ONE, 3, B));

    assertThat(small.size()).isEqualTo(1);
  }

  @Test
  void tellsWhatEachPeerLacks() {
    append(1, ONE, B, C);
    assertThat(outbox.append(hint(2, TWO), List.of(B), LATER, LATER)).isEmpty();

    List<Effect> _ = outbox.tick(LATER, nodes(B, C));

    assertThat(outbox.backlogs())
        .containsEntry(B, new Outbox.Backlog(2, 200, START))
        .containsEntry(C, new Outbox.Backlog(1, 100, START));
  }

  /** Nobody is sent more than it can acknowledge, however often time goes by. */
  @Test
  void aPeerThatDoesNotAnswerIsOwedNoMoreThanAWindow() {
    Outbox large = new Outbox(limits(5_000));
    for (long sequence = 1; sequence <= 3_000; sequence++) {
      assertThat(large.append(hint(sequence, ONE), List.of(B), START, START)).isEmpty();
    }

    int sent = 0;
    for (long now = 1_000; now < 2_000; now += 10) {
      sent +=
          (int)
              large.tick(new Tick(now), nodes()).stream()
                  .filter(effect -> effect instanceof Effect.Resend)
                  .count();
    }

    assertThat(sent).isEqualTo(512);
  }

  private static Outbox.Limits limits(int records) {
    return new Outbox.Limits(records, 1 << 30, 1 << 30);
  }

  private static Outbox.Hint hint(long sequence, PartitionId partition) {
    return new Outbox.Hint(sequence, partition, KEY, 3, 100);
  }

  private void append(long sequence, PartitionId partition, NodeId... peers) {
    assertThat(outbox.append(hint(sequence, partition), List.of(peers), START, START)).isEmpty();
  }

  private static SortedSet<NodeId> nodes(NodeId... nodes) {
    return new TreeSet<>(List.of(nodes));
  }
}
