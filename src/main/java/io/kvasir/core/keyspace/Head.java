package io.kvasir.core.keyspace;

/**
 * The counters of a shard.
 *
 * @param revision how many transactions changed something
 * @param millis the shard's time: the highest clock of all commands; since 1970
 * @param retries how many retry keys were remembered, those that are forgotten included
 * @param ends how many of its keys have an end
 */
public record Head(long revision, long millis, long retries, long ends) {
  /** Of a shard that nothing happened to. */
  public static final Head INITIAL = new Head(0, 0, 0, 0);

  public Head {
    if (revision < 0 || millis < 0 || retries < 0 || ends < 0) {
      throw new IllegalArgumentException("negative counter of a shard");
    }
  }

  Head advancedTo(long wallMillis) {
    return new Head(revision, Math.max(millis, wallMillis), retries, ends);
  }

  Head changed() {
    return new Head(revision + 1, millis, retries, ends);
  }

  Head remembered() {
    return new Head(revision, millis, retries + 1, ends);
  }

  Head withEnds(long count) {
    return new Head(revision, millis, retries, count);
  }
}
