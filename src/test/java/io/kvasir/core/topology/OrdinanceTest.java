package io.kvasir.core.topology;

import static io.kvasir.core.topology.Clusters.after;
import static io.kvasir.core.topology.Clusters.allBegun;
import static io.kvasir.core.topology.Clusters.creation;
import static io.kvasir.core.topology.Clusters.loads;
import static io.kvasir.core.topology.Clusters.member;
import static io.kvasir.core.topology.Clusters.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.Secrets;
import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.ReplicaId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OrdinanceTest {
  private static final BucketName B = new BucketName("b");

  @Test
  void aNewClusterHasTheSystemsBucketsAndOneGroup() {
    Topology topology = Clusters.of(3);

    assertThat(topology.buckets().entries().keySet())
        .extracting(BucketName::value)
        .containsExactly(
            "__default_counter__",
            "__default_linearizable__",
            "__default_lww__",
            "__default_register__",
            "__default_set__");
    assertThat(topology.groups().keySet()).containsExactly(new GroupId(1));
    assertThat(topology.placement(new GroupId(1)).orElseThrow().wanted())
        .containsExactly(node(1), node(2), node(3));
    assertThat(topology.nextGroup()).isEqualTo(2);
    assertThat(topology.epoch()).isEqualTo(1);
  }

  @Test
  void theFirstFoundersVoteOnTheTopologyAndTheRestLearn() {
    assertThat(voters(1)).isEqualTo(1);
    assertThat(voters(2)).isEqualTo(2);
    assertThat(voters(3)).isEqualTo(3);
    assertThat(voters(4)).isEqualTo(3);
    assertThat(voters(7)).isEqualTo(5);
    Membership seven = Clusters.of(7).foundingMembership();
    assertThat(seven.learners()).containsExactly(member(6).replica(), member(7).replica());
  }

  private static int voters(int founders) {
    Membership membership = Clusters.of(founders).foundingMembership();
    assertThat(membership.all()).hasSize(founders);
    return membership.voters().size();
  }

  @Test
  void aBucketCreatedTwiceExists() {
    Topology once = after(Clusters.of(3), creation("b", 2, 3));

    Ordinance.Decision twice = Ordinance.apply(once, creation("b", 4, 3));

    CatalogueEntry standing = once.buckets().live(B).orElseThrow();
    assertThat(twice.result()).isEqualTo(new TopologyResult.Exists(standing));
    assertThat(twice.topology()).isEqualTo(once);
  }

  @Test
  void eachShardOfALinearizableBucketIsAGroup() {
    Topology topology = after(Clusters.of(5), creation("b", 3, 3));

    BucketId bucket = new BucketId(B, 0);
    assertThat(topology.shards(bucket).values())
        .containsExactly(new GroupId(2), new GroupId(3), new GroupId(4));
    assertThat(topology.placement(new GroupId(3)).orElseThrow().wanted()).hasSize(3);
  }

  @Test
  void aConvergentBucketHasNoGroup() {
    BucketSpec spec = new BucketSpec(DataType.OR_SWOT, Consistency.Preset.SESSION, 3);

    Topology topology = after(Clusters.of(3), new TopologyCommand.CreateBucket(B, spec));

    assertThat(topology.shards(new BucketId(B, 0))).isEmpty();
    assertThat(topology.nextGroup()).isEqualTo(2);
  }

  /** Of two changes that were thought of at once the second is thought of again. */
  @Test
  void aBucketThatWasChangedMeanwhileStaysAsItIs() {
    BucketSpec spec = new BucketSpec(DataType.OR_SWOT, Consistency.Preset.SESSION, 3);
    BucketSpec first = new BucketSpec(DataType.OR_SWOT, Consistency.Preset.SESSION, 3, 60);
    BucketSpec second = new BucketSpec(DataType.OR_SWOT, Consistency.Preset.PARANOID, 3);
    Topology topology = after(Clusters.of(3), new TopologyCommand.CreateBucket(B, spec));

    Topology next = after(topology, new TopologyCommand.ChangeBucket(B, first, Optional.of(spec)));
    Ordinance.Decision late =
        Ordinance.apply(next, new TopologyCommand.ChangeBucket(B, second, Optional.of(spec)));

    assertThat(late.topology()).isEqualTo(next);
    assertThat(late.result())
        .isEqualTo(new TopologyResult.Changed(next.buckets().live(B).orElseThrow()));
    assertThat(next.buckets().live(B).orElseThrow().spec()).isEqualTo(first);
  }

  @Test
  void aBucketChangesItsTimeToLiveAndQuorumsAndNothingElse() {
    BucketSpec spec = new BucketSpec(DataType.OR_SWOT, Consistency.Preset.SESSION, 3);
    Topology topology = after(Clusters.of(3), new TopologyCommand.CreateBucket(B, spec));
    BucketSpec changed = new BucketSpec(DataType.OR_SWOT, Consistency.Preset.PARANOID, 3, 60);

    Topology next = after(topology, new TopologyCommand.ChangeBucket(B, changed, Optional.empty()));

    assertThat(next.buckets().live(B).orElseThrow().spec()).isEqualTo(changed);
    assertThat(next.buckets().live(B).orElseThrow().id())
        .isEqualTo(topology.buckets().live(B).orElseThrow().id());
    for (BucketSpec other :
        List.of(
            new BucketSpec(DataType.PN_COUNTER, Consistency.Preset.SESSION, 3),
            new BucketSpec(DataType.OR_SWOT, Consistency.Preset.SESSION, 5),
            new BucketSpec(DataType.OR_SWOT, new Consistency.Linearizable(1), 3))) {
      assertThat(
              Ordinance.apply(next, new TopologyCommand.ChangeBucket(B, other, Optional.empty())))
          .satisfies(
              decision -> {
                assertThat(decision.topology()).isEqualTo(next);
                assertThat(decision.result()).isInstanceOf(TopologyResult.Refused.class);
              });
    }
    assertThat(
            Ordinance.apply(
                    Clusters.of(3), new TopologyCommand.ChangeBucket(B, spec, Optional.empty()))
                .result())
        .isEqualTo(new TopologyResult.Unknown());
  }

  @Test
  void aDroppedBucketTakesItsGroupsAlongAndItsSuccessorStartsAnew() {
    Topology dropped =
        after(Clusters.of(3), creation("b", 2, 3), new TopologyCommand.DropBucket(B));

    assertThat(dropped.buckets().isDropped(new BucketId(B, 0))).isTrue();
    assertThat(dropped.isEnded(new GroupId(2))).isTrue();
    assertThat(dropped.isEnded(new GroupId(1))).isFalse();
    assertThat(dropped.isEnded(new GroupId(4))).isFalse();
    assertThat(dropped.isEnded(GroupId.TOPOLOGY)).isFalse();
    Topology again = after(dropped, creation("b", 1, 3));
    assertThat(again.shards(new BucketId(B, 1)).values()).containsExactly(new GroupId(4));
    assertThat(Ordinance.apply(dropped, new TopologyCommand.DropBucket(B)).result())
        .isEqualTo(new TopologyResult.Unknown());
  }

  @Test
  void aNodeOfManyShardsCannotBeOverrun() {
    Topology topology = Clusters.of(1);
    for (int bucket = 0; bucket < 15; bucket++) {
      topology = after(topology, creation("b" + bucket, 256, 1));
    }

    Ordinance.Decision decision = Ordinance.apply(topology, creation("more", 256, 1));

    assertThat(decision.result()).isInstanceOf(TopologyResult.Refused.class);
    assertThat(decision.topology()).isEqualTo(topology);
  }

  @Test
  void groupsGrowAsMembersJoin() {
    Topology two = after(Clusters.of(1), creation("b", 1, 3), Clusters.coming(member(2)));
    assertThat(two.placement(new GroupId(2)).orElseThrow().wanted())
        .containsExactly(node(1), node(2));

    Topology four = after(two, Clusters.coming(member(3)), Clusters.coming(member(4)));

    assertThat(four.placement(new GroupId(2)).orElseThrow().wanted()).hasSize(3);
    assertThat(four.ring()).isEqualTo(two.ring());
    assertThat(four.epoch()).isEqualTo(two.epoch());
  }

  @Test
  void aGroupThatHasNotBegunKeepsItsFounders() {
    Topology young = after(Clusters.of(3), creation("b", 8, 3));

    Topology joined = after(young, TopologyCommand.AddMember.to(young, member(4)));

    assertThat(loads(joined)).containsEntry(node(4), 0);
    assertThat(loads(allBegun(joined)).values()).containsOnly(7, 6);
  }

  @Test
  void replicasSpreadOverZones() {
    Topology topology = Clusters.of(4);
    for (int number = 1; number <= 4; number++) {
      Member member = member(number);
      Member zoned =
          new Member(
              member.id(), number, member.bus(), member.http(), number <= 2 ? "east" : "west");
      topology = after(topology, TopologyCommand.AddMember.to(topology, zoned));
    }
    topology =
        after(topology, new TopologyCommand.DropBucket(BucketCatalogue.DEFAULT_LINEARIZABLE));

    Topology two = after(topology, creation("b", 1, 2));

    assertThat(two.placement(new GroupId(2)).orElseThrow().wanted())
        .filteredOn(node -> node.compareTo(node(2)) <= 0)
        .hasSize(1);
  }

  @Test
  void anotherLifeOfAMemberMayNotBeginAGroupAgain() {
    Topology topology = after(Clusters.of(3), creation("b", 1, 3));
    ReplicaId first = member(2).replica();
    LogStart founding =
        LogStart.founding(topology.placement(new GroupId(2)).orElseThrow().founding());
    assertThat(topology.replicasOf(first)).containsEntry(new GroupId(2), founding);

    Topology wiped = after(topology, TopologyCommand.AddMember.to(topology, member(2, 77)));

    LogStart waiting = LogStart.founding(Membership.NONE);
    assertThat(wiped.replicasOf(member(2, 77).replica()).values()).containsOnly(waiting);
    assertThat(wiped.replicasOf(member(1).replica())).containsEntry(new GroupId(2), founding);
    Topology back = after(wiped, TopologyCommand.AddMember.to(wiped, member(2)));
    assertThat(back.replicasOf(first).values()).containsOnly(waiting);
  }

  /**
   * It lost its disk, asked to be let in, began once more, and was let in: then the first is done.
   */
  @Test
  void aLifeBetweenDoesNotComeBack() {
    Topology topology = Clusters.of(3);
    TopologyCommand between = TopologyCommand.AddMember.to(topology, member(2, 77));
    Topology now = after(topology, TopologyCommand.AddMember.to(topology, member(2, 78)));

    assertThat(result(now, between)).isInstanceOf(TopologyResult.Refused.class);
    assertThat(after(now, between)).isEqualTo(now);
    Topology without = after(now, new TopologyCommand.Remove(node(2)));
    assertThat(after(without, between)).as("removed").isEqualTo(without);
  }

  @Test
  void whoWasMovedAwayMayNotBeginAGroupAgain() {
    Topology topology = allBegun(after(Clusters.of(1), creation("b", 1, 1)));
    topology =
        after(topology, new TopologyCommand.DropBucket(BucketCatalogue.DEFAULT_LINEARIZABLE));
    topology = after(topology, creation("c", 1, 1), new TopologyCommand.Begun(new GroupId(3)));

    Topology moved = after(topology, TopologyCommand.AddMember.to(topology, member(2)));

    GroupId group =
        moved.groups().keySet().stream()
            .filter(id -> moved.placement(id).orElseThrow().wanted().contains(node(2)))
            .findFirst()
            .orElseThrow();
    assertThat(moved.placement(group).orElseThrow().founders()).isEmpty();
    Topology back = after(moved, new TopologyCommand.Remove(node(2)));
    assertThat(back.replicasOf(member(1).replica()).get(group))
        .isEqualTo(LogStart.founding(Membership.NONE));
  }

  @Test
  void aMemberThatOwnsNothingIsRemovedAtOnce() {
    Topology topology =
        after(Clusters.of(3), TopologyCommand.AddMember.to(Clusters.of(3), member(4)));

    assertThat(result(topology, new TopologyCommand.Remove(node(4))))
        .isEqualTo(new TopologyResult.Removed(node(4)));
    assertThat(result(topology, new TopologyCommand.Remove(node(5))))
        .isEqualTo(new TopologyResult.Unknown());
  }

  @Test
  void aClusterIsFoundedOnce() {
    Topology topology = after(Clusters.of(3), creation("b", 1, 1));
    Topology other = Topology.founding(0xBAD, Secrets.of(2), 16, Clusters.of(3).members());

    assertThat(result(topology, new TopologyCommand.Found(Clusters.of(3))))
        .isEqualTo(new TopologyResult.Founded(0xC0FFEE));
    assertThat(after(topology, new TopologyCommand.Found(Clusters.of(3)))).isEqualTo(topology);
    assertThat(result(topology, new TopologyCommand.Found(other)))
        .isInstanceOf(TopologyResult.Refused.class);
  }

  @Test
  void ofAGroupThatEndedNothingIsNoted() {
    assertThat(result(Clusters.of(3), new TopologyCommand.Begun(new GroupId(9))))
        .isEqualTo(new TopologyResult.Unknown());
    assertThat(result(Clusters.of(3), new TopologyCommand.Begun(new GroupId(1))))
        .isEqualTo(new TopologyResult.Noted(new GroupId(1)));
  }

  private static TopologyResult result(Topology topology, TopologyCommand command) {
    return Ordinance.apply(topology, command).result();
  }
}
