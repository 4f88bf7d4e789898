package io.kvasir.core.replication;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.ring.PartitionId;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A page that one replica is asked for.
 *
 * @param partitions whose keys are wanted
 * @param scan its limit counts every key that the replica holds something of
 * @param bytes about how much the page may take
 */
public record PageQuery(
    BucketId bucket, SortedSet<PartitionId> partitions, KeyScan scan, int bytes) {
  public PageQuery {
    partitions = Collections.unmodifiableSortedSet(new TreeSet<>(partitions));
    if (bytes < 1) {
      throw new IllegalArgumentException("a page of " + bytes + " bytes");
    }
  }

  /** The same of fewer partitions. */
  public PageQuery without(SortedSet<PartitionId> others) {
    TreeSet<PartitionId> left = new TreeSet<>(partitions);
    left.removeAll(others);
    return new PageQuery(bucket, left, scan, bytes);
  }
}
