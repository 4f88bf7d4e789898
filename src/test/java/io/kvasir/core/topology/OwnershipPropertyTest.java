package io.kvasir.core.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.ring.Replicas;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What holds of ownership after any commands. */
class OwnershipPropertyTest {
  private static final int NODES = 8;

  @Property(tries = 300)
  void everyCommandLeavesAWholeTopologyAndTwiceChangesNothingMore(
      @ForAll @IntRange(min = 1, max = 5) int founders, @ForAll Random random) {
    Topology topology = Clusters.of(founders);
    for (int step = 0; step < 40; step++) {
      TopologyCommand command = any(topology, random);
      Topology next = Clusters.after(topology, command);

      requireWhole(next);
      requireEpoch(topology, next);
      assertThat(Clusters.after(next, command)).isEqualTo(next);
      topology = next;
    }
    Topology settled = Clusters.settled(topology);
    assertThat(settled.intending(Intent.JOIN)).isEmpty();
    assertThat(settled.intending(Intent.REMOVE)).isEmpty();
    assertThat(settled.ring().members()).isSubsetOf(settled.staying());
  }

  private static TopologyCommand any(Topology topology, Random random) {
    NodeId node = Clusters.node(1 + random.nextInt(NODES));
    int number = 1 + random.nextInt(NODES);
    BucketName name = new BucketName("b" + random.nextInt(3));
    return switch (random.nextInt(12)) {
      case 0, 1 -> Clusters.coming(Clusters.member(number));
      case 2, 3 -> Clusters.join(number);
      case 4 -> new TopologyCommand.Leave(node);
      case 5 -> new TopologyCommand.Remove(node);
      case 6 -> new TopologyCommand.Depart(node);
      case 7 ->
          new TopologyCommand.CreateBucket(
              name,
              new BucketSpec(
                  DataType.OR_SWOT, Consistency.Preset.CONSISTENT, 1 + random.nextInt(5)));
      case 8 -> new TopologyCommand.DropBucket(name);
      default -> someDone(topology, random);
    };
  }

  private static TopologyCommand someDone(Topology topology, Random random) {
    TreeSet<Transfer> some = new TreeSet<>();
    topology
        .transition()
        .ifPresent(
            change ->
                change.outstanding().stream()
                    .filter(transfer -> random.nextInt(4) > 0)
                    .forEach(some::add));
    return new TopologyCommand.TransferDone(some, topology.epoch() - random.nextInt(2));
  }

  private static void requireWhole(Topology topology) {
    assertThat(topology.members().keySet()).containsAll(topology.ring().members());
    assertThat(topology.members().keySet()).containsAll(topology.intents().keySet());
    assertThat(topology.staying()).isNotEmpty();
    topology
        .transition()
        .ifPresent(
            change -> {
              assertThat(change.next()).isNotEqualTo(topology.ring());
              for (Transfer transfer : change.outstanding()) {
                SortedSet<NodeId> sources = topology.sources(transfer);
                Replicas replicas = topology.replicas(transfer.partition(), transfer.replicas());
                assertThat(sources).isNotEmpty().doesNotContain(transfer.target());
                assertThat(replicas.current().nodes()).containsAll(sources);
                assertThat(replicas.all()).contains(transfer.target());
              }
            });
  }

  /** Whatever changes who owns what, or is about to, has an epoch of its own. */
  private static void requireEpoch(Topology before, Topology after) {
    boolean changed =
        !before.ring().equals(after.ring())
            || !before
                .transition()
                .map(Transition::next)
                .equals(after.transition().map(Transition::next));
    if (changed) {
      assertThat(after.epoch()).isGreaterThan(before.epoch());
    } else {
      assertThat(after.epoch()).isGreaterThanOrEqualTo(before.epoch());
    }
  }

  /**
   * Any W that took a write, where they hand on what they have, have one in common with any R of
   * those who are asked afterwards, if any W and any R had.
   */
  @Property(tries = 200)
  void whatAQuorumHeldAQuorumHolds(
      @ForAll @IntRange(min = 1, max = 6) int founders,
      @ForAll @IntRange(min = 1, max = 5) int n,
      @ForAll Random random) {
    Topology topology =
        Clusters.after(
            Clusters.of(founders),
            new TopologyCommand.CreateBucket(
                new BucketName("b"),
                new BucketSpec(DataType.OR_SWOT, Consistency.Preset.CONSISTENT, n)));
    for (int step = 0; step < 8; step++) {
      topology = Clusters.after(topology, change(random));
    }
    Topology before = topology;
    before.transition().ifPresent(change -> requireOverlap(before, change, n));
  }

  private static TopologyCommand change(Random random) {
    int number = 1 + random.nextInt(NODES);
    return switch (random.nextInt(3)) {
      case 0 -> Clusters.coming(Clusters.member(number));
      case 1 -> Clusters.join(number);
      default -> new TopologyCommand.Leave(Clusters.node(number));
    };
  }

  private static void requireOverlap(Topology topology, Transition change, int n) {
    for (int number = 0; number < topology.ring().partitions(); number++) {
      PartitionId partition = new PartitionId(number);
      List<NodeId> old = topology.ring().preferenceList(partition, n).nodes();
      List<NodeId> next = change.next().preferenceList(partition, n).nodes();
      for (int holders = 1; holders < 1 << old.size(); holders++) {
        TreeSet<NodeId> hold = new TreeSet<>();
        for (int place = 0; place < old.size(); place++) {
          if ((holders & 1 << place) != 0) {
            hold.add(old.get(place));
          }
        }
        int held = hold.size();
        int lacking = lacking(topology, partition, n, next, hold);
        assertThat(lacking)
            .as("%d of %s held it, and %d of %s lack it", held, old, lacking, next)
            .isLessThanOrEqualTo(old.size() - held);
      }
    }
  }

  private static int lacking(
      Topology topology, PartitionId partition, int n, List<NodeId> next, SortedSet<NodeId> hold) {
    int lacking = 0;
    for (NodeId node : next) {
      boolean takes =
          topology.sources(new Transfer(partition, n, node)).stream()
              .anyMatch(source -> hold.contains(source));
      lacking += hold.contains(node) || takes ? 0 : 1;
    }
    return lacking;
  }
}
