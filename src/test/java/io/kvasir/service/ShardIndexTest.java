package io.kvasir.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.Secrets;
import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.topology.Member;
import io.kvasir.core.topology.Ordinance;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.TopologyCommand;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The index says what the topology says. */
class ShardIndexTest {
  private static final BucketId ONE = new BucketId(new BucketName("one"), 0);
  private static final BucketId FOUR = new BucketId(new BucketName("four"), 0);

  private static Topology topology() {
    NodeId node = new NodeId("node1");
    TreeMap<NodeId, Member> members = new TreeMap<>();
    members.put(node, new Member(node, 1, "h:1", "http://h:2", ""));
    return with(FOUR, 4, with(ONE, 1, Topology.founding(1, Secrets.of(1), 16, members)));
  }

  private static Topology with(BucketId bucket, int shards, Topology topology) {
    BucketSpec spec =
        new BucketSpec(DataType.LWW_REGISTER, new Consistency.Linearizable(shards), 3);
    return Ordinance.apply(topology, new TopologyCommand.CreateBucket(bucket.name(), spec))
        .topology();
  }

  @Test
  void findsEveryShard() {
    Topology topology = topology();

    ShardIndex index = ShardIndex.of(topology);

    for (BucketId bucket : List.of(ONE, FOUR)) {
      assertThat(index.of(bucket))
          .isNotEmpty()
          .containsExactlyElementsOf(topology.shards(bucket).values());
      topology
          .shards(bucket)
          .forEach(
              (shard, group) ->
                  assertThat(index.group(bucket, shard)).isEqualTo(Optional.of(group)));
    }
  }

  @Test
  void findsNothingElse() {
    ShardIndex index = ShardIndex.of(topology());

    assertThat(index.group(FOUR, 4)).isEmpty();
    assertThat(index.group(new BucketId(FOUR.name(), 1), 0)).isEmpty();
    assertThat(index.of(new BucketId(new BucketName("none"), 0))).isEmpty();
    assertThat(ShardIndex.EMPTY.of(ONE)).isEmpty();
  }

  @Test
  void knowsTheTopologyThatItWasMadeOf() {
    Topology topology = topology();

    assertThat(ShardIndex.of(topology).isOf(topology)).isTrue();
    assertThat(ShardIndex.of(topology).isOf(topology())).isFalse();
    assertThat(ShardIndex.EMPTY.isOf(topology)).isFalse();
  }
}
