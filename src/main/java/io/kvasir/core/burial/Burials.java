package io.kvasir.core.burial;

import io.kvasir.core.node.Lineage;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.HybridTimestamp;

/**
 * What a node must remember of what it dropped in a share: the entries of a partition, of buckets
 * with so many replicas.
 *
 * @param number how many times something was, 0 and up: which actor of its lineage mints what
 *     begins there anew
 * @param fence what was known before this is refused: a reading of the burial clock
 * @param floor stamps of later writes are above
 */
public record Burials(
    PartitionId partition, int replicas, long number, long fence, HybridTimestamp floor) {
  public Burials {
    if (replicas < 1 || number < 0 || number >= Lineage.MEMBERS || fence < 0) {
      throw new IllegalArgumentException(
          "burial %d of %d replicas behind %d".formatted(number, replicas, fence));
    }
  }

  /** Where nothing was dropped. */
  public static Burials none(PartitionId partition, int replicas) {
    return new Burials(partition, replicas, 0, 0, HybridTimestamp.ZERO);
  }

  /** With stamps above another one too. */
  public Burials above(HybridTimestamp stamp) {
    return new Burials(partition, replicas, number, fence, stamp.isAfter(floor) ? stamp : floor);
  }

  /** Before the next one; the same when it is not later. */
  public Burials behind(long next) {
    return next > fence ? new Burials(partition, replicas, number + 1, next, floor) : this;
  }

  /** Whether the lineage has no more actors. */
  public boolean isLast() {
    return number == Lineage.MEMBERS - 1;
  }
}
