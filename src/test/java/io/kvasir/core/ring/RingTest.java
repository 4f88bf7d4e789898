package io.kvasir.core.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvasir.core.node.NodeId;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RingTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final NodeId C = new NodeId("c");
  private static final Ring RING = Ring.initial(256, new TreeSet<>(List.of(C, A, B)));

  /** A change of these numbers would lose every key of every cluster there is. */
  @Test
  void theHashOfAKeyNeverChanges() {
    assertPartition("__default_lww__", "a", 26);
    assertPartition("a", "b:c", 102);
    assertPartition("users", "alice", 84);
    assertPartition("users", "é\n\"/", 19);
    assertPartition("users", "🐎", 163);
    assertPartition("users", "a key that is longer than one block of sixteen bytes", 138);
  }

  private static void assertPartition(String bucket, String key, int number) {
    assertThat(RING.partitionOf(bucket, key)).as(key).isEqualTo(new PartitionId(number));
  }

  @Test
  void theHashDoesNotDependOnTheNumberOfPartitionsButTheirShareDoes() {
    Ring small = Ring.initial(16, new TreeSet<>(List.of(A)));

    for (int key = 0; key < 100; key++) {
      int wide = RING.partitionOf("users", "k" + key).number();
      assertThat(small.partitionOf("users", "k" + key).number()).isEqualTo(wide % 16);
    }
  }

  @Test
  void whereTheBucketEndsAndTheKeyBeginsMatters() {
    assertAllDiffer(List.of("a", "b:c"), List.of("a:b", "c"));
    assertAllDiffer(List.of("a", "bc"), List.of("ab", "c"));
    assertAllDiffer(List.of("a", "b"), List.of("ab", ""));
  }

  /** Two keys may share a partition by chance, so many pairs of the same shape are compared. */
  private static void assertAllDiffer(List<String> one, List<String> other) {
    long equal = 0;
    for (int i = 0; i < 200; i++) {
      PartitionId first = RING.partitionOf(one.getFirst(), one.getLast() + i);
      PartitionId second = RING.partitionOf(other.getFirst(), other.getLast() + i);
      equal += first.equals(second) ? 1 : 0;
    }
    assertThat(equal).isLessThan(10);
  }

  @Test
  void textThatIsNoUnicodeStillHasAPartition() {
    assertThat(RING.partitionOf("users", "\uD800").number()).isBetween(0, 255);
    assertThat(RING.partitionOf("users", "\uDC00\uD800x").number()).isBetween(0, 255);
  }

  @Test
  void aListDoesNotDependOnWhichWasAskedForBefore() {
    PartitionId partition = new PartitionId(1);

    assertThat(RING.preferenceList(partition, 2).nodes()).containsExactly(B, C);
    assertThat(RING.preferenceList(partition, 1).nodes()).containsExactly(B);
    assertThat(RING.preferenceList(partition, 9).nodes()).containsExactly(B, C, A);
    assertThat(RING.preferenceList(partition, 3).nodes()).containsExactly(B, C, A);
    assertThat(RING.preferenceList(new PartitionId(2), 2).nodes()).containsExactly(C, A);
    assertThat(RING.preferenceList(partition, 2).nodes()).containsExactly(B, C);
  }

  @Test
  void membersTakeTurnsInTheirOrder() {
    assertThat(RING.owners().subList(0, 4)).containsExactly(A, B, C, A);
    assertThat(RING.members()).containsExactly(A, B, C);
  }

  @Test
  void aPreferenceListWrapsAroundTheEnd() {
    Ring ring = new Ring(List.of(A, B, B, C));

    assertThat(ring.preferenceList(new PartitionId(3), 2).nodes()).containsExactly(C, A);
    assertThat(ring.preferenceList(new PartitionId(1), 2).nodes()).containsExactly(B, C);
    assertThat(ring.preferenceList(new PartitionId(1), 9).nodes()).containsExactly(B, C, A);
  }

  @Test
  void aDiffNamesWhatChangesHands() {
    Ring before = new Ring(List.of(A, B, A, B));
    Ring after = new Ring(List.of(A, C, A, A));

    assertThat(RingDiff.between(before, after).moves())
        .containsExactly(
            new RingDiff.Move(new PartitionId(1), B, C),
            new RingDiff.Move(new PartitionId(3), B, A));
    assertThat(RingDiff.between(before, before).moves()).isEmpty();
    assertThatThrownBy(() -> RingDiff.between(before, RING))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> new Ring(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Ring.initial(256, new TreeSet<>()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PartitionId(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PreferenceList(List.of(A, A)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Claim.leave(new Ring(List.of(A)), A))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
