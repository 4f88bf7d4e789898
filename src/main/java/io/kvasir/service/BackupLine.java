package io.kvasir.service;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.engine.BackupDesk;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** One line of a node's copy: its head, values of shards, states of keys, its end. */
public sealed interface BackupLine {
  /**
   * What the copy is of.
   *
   * @param node whose
   * @param about the cluster, as this node knows it
   * @param buckets that exist
   * @param complete the groups that this node leads, of which it has all that was acknowledged
   *     before the copy was asked for; its copy has what these hold
   */
  record Head(
      NodeId node, String version, About about, List<Bucket> buckets, SortedSet<GroupId> complete)
      implements BackupLine {
    public Head {
      buckets = List.copyOf(buckets);
      complete = Collections.unmodifiableSortedSet(new TreeSet<>(complete));
    }
  }

  /**
   * What must be the same at the beginning and at the end, and with all nodes.
   *
   * @param cluster its id
   * @param topology its version
   * @param epoch changes when partitions change owners
   * @param changing whether they do so now
   * @param held what the node has a vote in
   */
  record About(
      long cluster,
      long topology,
      long epoch,
      boolean changing,
      int partitions,
      List<BackupDesk.Held> held) {
    public About {
      held = List.copyOf(held);
    }
  }

  /** A bucket as it is described, and which life of that name it is. */
  record Bucket(BucketView view, int generation) {}

  /** What stands under a key of a linearizable bucket. */
  record Entry(GroupId group, BucketId bucket, Key key, Value value, Optional<Long> endMillis)
      implements BackupLine {}

  /** What this replica has of a key of a convergent bucket. */
  record State(PartitionId partition, BucketId bucket, Key key, Crdt state) implements BackupLine {}

  /**
   * It is whole.
   *
   * @param lines that stand between head and end
   */
  record End(About about, long lines) implements BackupLine {}

  /** It is not, for a reason that is a sentence's end. */
  record Broken(String reason) implements BackupLine {}
}
