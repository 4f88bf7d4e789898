package io.kvasir.core.topology;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/** A change of the topology. Each may be carried out twice, and then changes nothing more. */
public sealed interface TopologyCommand {
  /** Begin with {@code initial}; the first command of a cluster. */
  record Found(Topology initial) implements TopologyCommand {}

  /**
   * Let a node in, or note that it lives at another address or began another life.
   *
   * @param former the life in which the node was a member when this was proposed, empty for none.
   *     If it is not so any more this is refused: a node that lost its disk, and began once more
   *     before it was let in, would be taken for what it was between.
   */
  record AddMember(Member member, OptionalLong former) implements TopologyCommand {
    /** To who proposes it {@code topology} is known. */
    public static AddMember to(Topology topology, Member member) {
      return new AddMember(member, topology.lifeOf(member.id()));
    }
  }

  /** Let members own their share of the partitions, now or after the transition under way. */
  record Join(SortedSet<NodeId> nodes) implements TopologyCommand {
    public Join {
      nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
    }
  }

  /** Move everything off a member, now or after the transition under way. */
  record Leave(NodeId node) implements TopologyCommand {}

  /**
   * Have others take a dead member's place. It is let go when they have; at once, when it owns
   * nothing. A transition under way begins anew without it.
   */
  record Remove(NodeId node) implements TopologyCommand {}

  /** Let go a member that was to leave, and holds nothing more. */
  record Depart(NodeId node) implements TopologyCommand {}

  /**
   * Note that the targets have durably what they were to get.
   *
   * @param epoch of the transition that this is about
   */
  record TransferDone(SortedSet<Transfer> transfers, long epoch) implements TopologyCommand {
    public TransferDone {
      transfers = Collections.unmodifiableSortedSet(new TreeSet<>(transfers));
    }
  }

  /** Note that a group has a leader; told by the first. */
  record Begun(GroupId group) implements TopologyCommand {}

  record CreateBucket(BucketName name, BucketSpec spec) implements TopologyCommand {}

  /**
   * Let a bucket be as {@code spec} says: of the same type, kind and number of replicas.
   *
   * @param from what it was when that was thought of; when it is another by now it stays as it is,
   *     and that is told. Empty for whatever it is
   */
  record ChangeBucket(BucketName name, BucketSpec spec, Optional<BucketSpec> from)
      implements TopologyCommand {}

  record DropBucket(BucketName name) implements TopologyCommand {}
}
