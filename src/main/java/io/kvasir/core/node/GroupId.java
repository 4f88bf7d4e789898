package io.kvasir.core.node;

/**
 * The number of a group of nodes that replicate one log. It is given once and never again.
 *
 * @param number 0 for the group that replicates the topology, 1 and up for shards of buckets
 */
public record GroupId(long number) implements Comparable<GroupId> {
  /** The group that replicates members, ring and buckets. */
  public static final GroupId TOPOLOGY = new GroupId(0);

  public GroupId {
    if (number < 0) {
      throw new IllegalArgumentException("negative group number " + number);
    }
  }

  @Override
  public int compareTo(GroupId other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Long.toString(number);
  }
}
