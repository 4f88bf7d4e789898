package io.kvasir.core.bucket;

/**
 * How the values of a bucket are typed and replicated.
 *
 * @param replicas N, the number of replicas of each key, 1 and up; a cluster with fewer nodes keeps
 *     one on each
 * @param ttlSeconds how long a key stays after a write that says nothing else, 0 for ever
 * @param demandsPrecondition whether writes must say what they expect to find; of linearizable
 *     buckets only
 */
public record BucketSpec(
    DataType type,
    Consistency consistency,
    int replicas,
    long ttlSeconds,
    boolean demandsPrecondition) {
  /** The longest time to live: a hundred years. */
  public static final long MAX_TTL_SECONDS = 100L * 365 * 24 * 3600;

  /** Of a bucket whose keys stay. */
  public BucketSpec(DataType type, Consistency consistency, int replicas) {
    this(type, consistency, replicas, 0);
  }

  /** Of a bucket that takes writes without preconditions. */
  public BucketSpec(DataType type, Consistency consistency, int replicas, long ttlSeconds) {
    this(type, consistency, replicas, ttlSeconds, false);
  }

  public BucketSpec {
    if (demandsPrecondition && !(consistency instanceof Consistency.Linearizable)) {
      throw new IllegalArgumentException("no preconditions in a bucket that converges");
    }
    if (ttlSeconds < 0 || ttlSeconds > MAX_TTL_SECONDS) {
      throw new IllegalArgumentException("a time to live of " + ttlSeconds + " s");
    }
    if (replicas < 1) {
      throw new IllegalArgumentException("a bucket has at least one replica, not " + replicas);
    }
    if (consistency.write().of(replicas) > replicas || consistency.read().of(replicas) > replicas) {
      throw new IllegalArgumentException("a quorum cannot exceed the " + replicas + " replicas");
    }
  }

  /** The same with another time to live. */
  public BucketSpec withTtlSeconds(long seconds) {
    return new BucketSpec(type, consistency, replicas, seconds, demandsPrecondition);
  }

  public int writeQuorum() {
    return consistency.write().of(replicas);
  }

  public int readQuorum() {
    return consistency.read().of(replicas);
  }
}
