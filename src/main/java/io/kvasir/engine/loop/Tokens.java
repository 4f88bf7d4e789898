package io.kvasir.engine.loop;

/**
 * Gives out the numbers that tie answers to requests. Each names the shard it belongs to, and
 * starts from a random place, so that an answer to an earlier life of the process finds nobody.
 */
public final class Tokens {
  /** Of a request whose answer nobody awaits; the number behind it is never positive. */
  public static final long UNANSWERED = 0;

  /** Leaves room for 2^40 requests of up to 2^8 shards above the random start. */
  private static final int RANDOM_BITS = 62;

  private final long salt;
  private final int shard;
  private final int shards;
  private long issued;
  private long asides;

  public Tokens(long random, int shard, int shards) {
    this.salt = (random >>> (64 - RANDOM_BITS)) / shards;
    this.shard = shard;
    this.shards = shards;
  }

  public long next() {
    return ofNumber(++issued);
  }

  /** One whose number is negative, so that it is that of no filed delta. */
  public long nextAside() {
    return ofNumber(--asides);
  }

  /** The token that stands for {@code number} in this life of the process. */
  public long ofNumber(long number) {
    return (salt + number) * shards + shard;
  }

  /** The number behind a token; meaningless, but never taken, when the token is of another life. */
  public long numberOf(long token) {
    return Math.floorDiv(token, shards) - salt;
  }

  public static int shardOf(long token, int shards) {
    return (int) Math.floorMod(token, (long) shards);
  }
}
