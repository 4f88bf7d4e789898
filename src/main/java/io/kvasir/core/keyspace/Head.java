package io.kvasir.core.keyspace;

/**
 * The counters of a shard.
 *
 * @param revision how many transactions changed something
 * @param millis the shard's time: the highest wall clock of all proposals; since 1970
 * @param retries how many retry keys were remembered, those that are forgotten included
 */
public record Head(long revision, long millis, long retries) {
  /** Of a shard that nothing happened to. */
  public static final Head INITIAL = new Head(0, 0, 0);

  public Head {
    if (revision < 0 || millis < 0 || retries < 0) {
      throw new IllegalArgumentException("negative counter of a shard");
    }
  }

  Head advancedTo(long wallMillis) {
    return new Head(revision, Math.max(millis, wallMillis), retries);
  }

  Head changed() {
    return new Head(revision + 1, millis, retries);
  }

  Head remembered() {
    return new Head(revision, millis, retries + 1);
  }
}
