package io.kvasir.core.topology;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where the replicas of one shard of a linearizable bucket lie, and lay at first.
 *
 * @param shard of {@code bucket}, from 0 on
 * @param founding the members of the group when it came to be
 * @param founders those of them that may still begin the group with a log that knows {@code
 *     founding}. Who was moved away or lost its disk since may not: it would be a voter that forgot
 *     what it had voted and acknowledged
 * @param wanted the nodes that are to hold a replica
 * @param begun whether the group ever had a leader. Until then no founder is moved away, since the
 *     others may be too few to begin
 */
public record Placement(
    BucketId bucket,
    int shard,
    Membership founding,
    SortedSet<ReplicaId> founders,
    SortedSet<NodeId> wanted,
    boolean begun) {
  public Placement {
    founders = Collections.unmodifiableSortedSet(new TreeSet<>(founders));
    wanted = Collections.unmodifiableSortedSet(new TreeSet<>(wanted));
    if (shard < 0 || wanted.isEmpty() || founding.voters().isEmpty()) {
      throw new IllegalArgumentException("a group without a place: " + bucket + " " + shard);
    }
    if (!founding.voters().containsAll(founders)) {
      throw new IllegalArgumentException("a founder of " + bucket + " that was not there");
    }
  }

  /** A group that begins with a voter on each of {@code members}. */
  static Placement founding(BucketId bucket, int shard, SortedSet<ReplicaId> members) {
    TreeSet<NodeId> nodes = new TreeSet<>();
    members.forEach(member -> nodes.add(member.node()));
    return new Placement(bucket, shard, Membership.ofVoters(members), members, nodes, false);
  }

  Placement on(SortedSet<NodeId> nodes) {
    TreeSet<ReplicaId> left = new TreeSet<>(founders);
    left.removeIf(founder -> !nodes.contains(founder.node()));
    return new Placement(bucket, shard, founding, left, nodes, begun);
  }

  /** As it is when a node has no other life than that of {@code now}. */
  Placement with(ReplicaId now) {
    TreeSet<ReplicaId> left = new TreeSet<>(founders);
    left.removeIf(founder -> founder.node().equals(now.node()) && !founder.equals(now));
    return new Placement(bucket, shard, founding, left, wanted, begun);
  }

  Placement asBegun() {
    return new Placement(bucket, shard, founding, founders, wanted, true);
  }
}
