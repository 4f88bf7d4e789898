package io.kvasir.core.bucket;

/**
 * How the values of a bucket are typed and replicated.
 *
 * @param replicas N, the number of replicas of each key, 1 and up; a cluster with fewer nodes keeps
 *     one on each
 */
public record BucketSpec(DataType type, Consistency consistency, int replicas) {
  public BucketSpec {
    if (replicas < 1) {
      throw new IllegalArgumentException("a bucket has at least one replica, not " + replicas);
    }
    if (consistency.write().of(replicas) > replicas || consistency.read().of(replicas) > replicas) {
      throw new IllegalArgumentException("a quorum cannot exceed the " + replicas + " replicas");
    }
  }

  public int writeQuorum() {
    return consistency.write().of(replicas);
  }

  public int readQuorum() {
    return consistency.read().of(replicas);
  }
}
