package io.kvasir.core.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds of every topology that commands lead to. */
class OrdinancePropertyTest {
  private static final int NODES = 8;

  @Property(tries = 500)
  void everyShardHasItsReplicasOnMembersAndEveryGroupABucket(
      @ForAll @IntRange(min = 1, max = 5) int founders,
      @ForAll("commands") List<TopologyCommand> commands) {
    Topology topology = Clusters.of(founders);
    for (TopologyCommand command : commands) {
      Topology next = Clusters.after(topology, command);

      requirePlaced(next);
      assertThat(next.nextGroup()).isGreaterThanOrEqualTo(topology.nextGroup());
      requireFoundersOnlyLeave(topology, next);
      topology = next;
    }
  }

  private static void requirePlaced(Topology topology) {
    TreeMap<BucketName, Integer> shards = new TreeMap<>();
    topology
        .groups()
        .forEach(
            (group, placement) -> {
              CatalogueEntry entry =
                  topology.buckets().live(placement.bucket().name()).orElseThrow();
              assertThat(entry.id()).isEqualTo(placement.bucket());
              assertThat(placement.wanted())
                  .hasSize(Math.min(entry.spec().replicas(), topology.staying().size()))
                  .isSubsetOf(topology.staying());
              assertThat(placement.founders()).allMatch(topology::isMember);
              shards.merge(entry.id().name(), 1, Integer::sum);
            });
    for (CatalogueEntry entry : topology.buckets().live()) {
      int expected =
          entry.spec().consistency() instanceof Consistency.Linearizable(int count) ? count : 0;
      assertThat(shards.getOrDefault(entry.id().name(), 0)).isEqualTo(expected);
    }
  }

  private static void requireFoundersOnlyLeave(Topology before, Topology after) {
    before
        .groups()
        .forEach(
            (group, placement) -> {
              Placement now = after.groups().get(group);
              if (now != null) {
                assertThat(now.founding()).isEqualTo(placement.founding());
                assertThat(now.founders()).isSubsetOf(placement.founders());
              }
            });
  }

  @Property(tries = 300)
  void noMemberHoldsMoreThanOneReplicaAboveAnother(
      @ForAll @IntRange(min = 1, max = 5) int founders,
      @ForAll("commands") List<TopologyCommand> commands) {
    Topology topology = Clusters.of(founders);
    for (TopologyCommand command : commands) {
      topology = Clusters.allBegun(Clusters.after(topology, command));
    }

    Topology joined =
        Clusters.after(topology, TopologyCommand.AddMember.to(topology, Clusters.member(99)));

    requireEven(joined);
    requireEven(Clusters.after(joined, new TopologyCommand.Remove(Clusters.node(99))));
  }

  private static void requireEven(Topology topology) {
    SortedMap<NodeId, Integer> loads = Clusters.loads(topology);
    assertThat(Collections.max(loads.values()) - Collections.min(loads.values()))
        .isLessThanOrEqualTo(1);
  }

  @Property(tries = 300)
  void onlyTheNewcomerGains(
      @ForAll @IntRange(min = 1, max = 6) int founders,
      @ForAll("shardCounts") List<Integer> shardCounts) {
    Topology topology = Clusters.of(founders);
    for (int bucket = 0; bucket < shardCounts.size(); bucket++) {
      topology =
          Clusters.after(topology, Clusters.creation("b" + bucket, shardCounts.get(bucket), 3));
    }
    topology = Clusters.allBegun(topology);

    Topology joined =
        Clusters.after(topology, TopologyCommand.AddMember.to(topology, Clusters.member(9)));

    for (Map.Entry<GroupId, Placement> group : joined.groups().entrySet()) {
      SortedSet<NodeId> gained = new TreeSet<>(group.getValue().wanted());
      gained.removeAll(topology.placement(group.getKey()).orElseThrow().wanted());
      assertThat(gained).isSubsetOf(Clusters.node(9));
    }
  }

  @Property(tries = 300)
  void aCommandCarriedOutTwiceChangesNothingMore(
      @ForAll("commands") List<TopologyCommand> commands) {
    Topology topology = Clusters.of(3);
    for (TopologyCommand command : commands) {
      Topology once = Clusters.after(topology, command);
      assertThat(Clusters.after(once, command)).isEqualTo(once);
      topology = once;
    }
  }

  @Provide
  Arbitrary<List<Integer>> shardCounts() {
    return Arbitraries.integers().between(1, 12).list().ofMaxSize(4);
  }

  @Provide
  Arbitrary<List<TopologyCommand>> commands() {
    Arbitrary<Integer> nodes = Arbitraries.integers().between(1, NODES);
    Arbitrary<Long> lives = Arbitraries.longs().between(1, 3);
    Arbitrary<String> names = Arbitraries.of("a", "b", "c");
    Arbitrary<TopologyCommand> add =
        Combinators.combine(nodes, lives, lives.optional())
            .as(
                (node, life, former) ->
                    new TopologyCommand.AddMember(
                        Clusters.member(node, life),
                        former.map(OptionalLong::of).orElseGet(OptionalLong::empty)));
    Arbitrary<TopologyCommand> remove =
        nodes.map(node -> new TopologyCommand.Remove(Clusters.node(node)));
    Arbitrary<TopologyCommand> create =
        Combinators.combine(
                names, Arbitraries.integers().between(1, 9), Arbitraries.integers().between(1, 5))
            .as(Clusters::creation);
    Arbitrary<TopologyCommand> drop =
        names.map(name -> new TopologyCommand.DropBucket(new BucketName(name)));
    Arbitrary<TopologyCommand> begun =
        Arbitraries.longs()
            .between(1, 30)
            .map(number -> new TopologyCommand.Begun(new GroupId(number)));
    return Arbitraries.oneOf(add, remove, create, drop, begun, begun).list().ofMaxSize(25);
  }
}
