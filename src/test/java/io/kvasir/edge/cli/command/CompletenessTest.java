package io.kvasir.edge.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.edge.cli.command.BackupHead.Bucket;
import io.kvasir.edge.cli.command.BackupHead.Held;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Which copies of nodes are together a backup. */
class CompletenessTest {
  private static final int PARTITIONS = 4;

  private static Bucket convergent(String consistency, int w) {
    return new Bucket("b", consistency, 3, w, List.of());
  }

  private static final Bucket SHARDED = new Bucket("l", "linearizable", 3, 2, List.of(5L, 6L));

  private static BackupHead head(int node, List<Bucket> buckets, Set<Long> complete) {
    return head(node, buckets, complete, 7, false);
  }

  private static BackupHead head(
      int node, List<Bucket> buckets, Set<Long> complete, long topology, boolean changing) {
    TreeSet<Integer> held = new TreeSet<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      held.add(partition);
    }
    return new BackupHead(
        "node" + node,
        "c1",
        topology,
        3,
        changing,
        PARTITIONS,
        Map.of(3, new Held(3, held)),
        buckets,
        complete);
  }

  /** By brute force: each write that some W of the nodes have is in one of the copies. */
  @Property
  void asManyCopiesAreNeededAsMeetEveryQuorum(
      @ForAll @IntRange(min = 1, max = 3) int w, @ForAll @IntRange(min = 1, max = 7) int copied) {
    List<BackupHead> heads = new ArrayList<>();
    for (int node = 0; node < 3; node++) {
      if ((copied & 1 << node) != 0) {
        heads.add(head(node, List.of(convergent("explicit", w)), Set.of(0L)));
      }
    }
    boolean meetsAll = true;
    for (int quorum = 1; quorum < 8; quorum++) {
      meetsAll &= Integer.bitCount(quorum) < w || (quorum & copied) != 0;
    }

    assertThat(Completeness.missing(heads).isEmpty()).isEqualTo(meetsAll);
  }

  @Example
  void whereItIsNotKnownHowManyAcknowledgeInASmallClusterAllAreNeeded() {
    Bucket bucket = convergent("explicit", 2);

    assertThat(bucket.acknowledging(3)).isEqualTo(2);
    assertThat(bucket.acknowledging(2)).isEqualTo(1);
    assertThat(convergent("consistent", 2).acknowledging(2)).isEqualTo(2);
    assertThat(convergent("paranoid", 3).acknowledging(2)).isEqualTo(2);
  }

  @Example
  void eachGroupAndTheTopologyNeedALeader() {
    List<Bucket> buckets = List.of(SHARDED);

    assertThat(
            Completeness.missing(
                List.of(head(1, buckets, Set.of(0L, 5L)), head(2, buckets, Set.of(6L)))))
        .isEmpty();
    assertThat(
            Completeness.missing(
                List.of(head(1, buckets, Set.of(0L, 5L)), head(2, buckets, Set.of()))))
        .containsExactly("no leader of group 6, of bucket l, was copied");
    assertThat(Completeness.missing(List.of(head(1, buckets, Set.of(5L, 6L)))))
        .containsExactly("no leader of the cluster's topology was copied");
  }

  @Example
  void copiesOfDifferentMomentsOfTheClusterAreNone() {
    List<Bucket> buckets = List.of(convergent("consistent", 2));
    BackupHead first = head(1, buckets, Set.of(0L));

    assertThat(Completeness.missing(List.of())).containsExactly("no node could be copied");
    assertThat(Completeness.missing(List.of(first, head(1, buckets, Set.of()))))
        .containsExactly("node1 was copied twice");
    assertThat(Completeness.missing(List.of(first, head(2, buckets, Set.of(), 8, false))))
        .containsExactly("node1 and node2 do not know the same of the cluster yet");
    assertThat(Completeness.missing(List.of(first, head(2, buckets, Set.of(), 7, true))))
        .containsExactly("partitions change owners, as node2 knows");
  }
}
