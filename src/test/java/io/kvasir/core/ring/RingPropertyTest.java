package io.kvasir.core.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.node.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RingPropertyTest {
  private static final int MAX_MEMBERS = 12;

  /** A member comes, or goes when it is there already. */
  record Change(NodeId node) {}

  /** A ring that a history of joins and leaves led to. */
  record Grown(int partitions, List<Change> changes) {
    List<Ring> rings() {
      List<Ring> rings = new ArrayList<>();
      rings.add(Ring.initial(partitions, new TreeSet<>(List.of(node(0)))));
      for (Change change : changes) {
        Ring last = rings.getLast();
        boolean leaves = last.members().contains(change.node());
        if (!leaves || last.members().size() > 1) {
          rings.add(leaves ? Claim.leave(last, change.node()) : Claim.join(last, change.node()));
        }
      }
      return rings;
    }

    Ring last() {
      return rings().getLast();
    }
  }

  @Property(tries = 100)
  void everyPreferenceListHasNDistinctNodesAndBeginsWithTheOwner(
      @ForAll("grown") Grown grown, @ForAll @IntRange(min = 1, max = 5) int n) {
    Ring ring = grown.last();

    for (int number = 0; number < ring.partitions(); number++) {
      PreferenceList list = ring.preferenceList(new PartitionId(number), n);
      assertThat(list.nodes()).doesNotHaveDuplicates();
      assertThat(list.size()).isEqualTo(Math.min(n, ring.members().size()));
      assertThat(list.nodes().getFirst()).isEqualTo(ring.ownerOf(new PartitionId(number)));
    }
  }

  @Property(tries = 100)
  void sharesStayWithinOnePartitionOfEachOther(@ForAll("grown") Grown grown) {
    for (Ring ring : grown.rings()) {
      List<Integer> shares =
          ring.members().stream().map(member -> ring.partitionsOf(member).size()).toList();
      int least = shares.stream().mapToInt(Integer::intValue).min().orElseThrow();
      int most = shares.stream().mapToInt(Integer::intValue).max().orElseThrow();
      assertThat(most - least).isLessThanOrEqualTo(1);
      assertThat(shares.stream().mapToInt(Integer::intValue).sum()).isEqualTo(ring.partitions());
    }
  }

  @Property(tries = 100)
  void aJoinMovesItsShareToTheNewcomerAndNothingElse(@ForAll("grown") Grown grown) {
    Ring before = grown.last();
    NodeId newcomer = new NodeId("newcomer");

    RingDiff diff = RingDiff.between(before, Claim.join(before, newcomer));

    assertThat(diff.moves()).hasSize(before.partitions() / (before.members().size() + 1));
    assertThat(diff.moves()).allMatch(move -> move.to().equals(newcomer));
  }

  @Property(tries = 100)
  void aLeaveMovesWhatTheLeaverOwnedAndNothingElse(
      @ForAll("grown") Grown grown, @ForAll @IntRange(min = 0, max = 100) int pick) {
    Ring before = Claim.join(grown.last(), new NodeId("another"));
    List<NodeId> members = List.copyOf(before.members());
    NodeId leaver = members.get(pick % members.size());

    RingDiff diff = RingDiff.between(before, Claim.leave(before, leaver));

    assertThat(diff.moves()).hasSize(before.partitionsOf(leaver).size());
    assertThat(diff.moves()).allMatch(move -> move.from().equals(leaver));
  }

  @Property(tries = 50)
  void whoComesAgainOrLeavesWithoutBeingThereChangesNothing(@ForAll("grown") Grown grown) {
    Ring ring = grown.last();

    assertThat(Claim.join(ring, ring.members().getFirst())).isEqualTo(ring);
    assertThat(Claim.leave(ring, new NodeId("stranger"))).isEqualTo(ring);
  }

  @Property(tries = 50)
  void everyNodeThatComputesItGetsTheSameRing(@ForAll("grown") Grown grown) {
    assertThat(grown.rings()).isEqualTo(grown.rings());
  }

  /** With 255 degrees of freedom, 400 is exceeded by chance less than once in 10⁷ times. */
  @Example
  void keysSpreadEvenlyOverThePartitions() {
    Ring ring = Ring.initial(256, new TreeSet<>(List.of(node(0))));
    int keys = 100_000;
    SortedMap<Integer, Integer> counts = new TreeMap<>();
    for (int key = 0; key < keys; key++) {
      counts.merge(ring.partitionOf("users", "user-" + key).number(), 1, Integer::sum);
    }

    double expected = keys / 256.0;
    double chiSquare = 0;
    for (int partition = 0; partition < 256; partition++) {
      double distance = counts.getOrDefault(partition, 0) - expected;
      chiSquare += distance * distance / expected;
    }

    assertThat(chiSquare).isBetween(140.0, 400.0);
  }

  private static NodeId node(int number) {
    return new NodeId("n" + number);
  }

  @Provide
  Arbitrary<Grown> grown() {
    Arbitrary<Change> change =
        Arbitraries.integers().between(0, MAX_MEMBERS - 1).map(number -> new Change(node(number)));
    return Combinators.combine(Arbitraries.of(16, 64, 256), change.list().ofMaxSize(20))
        .as(Grown::new);
  }
}
