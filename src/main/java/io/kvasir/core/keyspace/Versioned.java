package io.kvasir.core.keyspace;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.bytes.Bytes;
import java.util.Optional;

/**
 * What stands under a key.
 *
 * @param created the shard's revision that brought the key into being
 * @param modified the shard's revision that wrote this value; the entity tag
 * @param version 1 for the first value since the creation, and one more with each put
 * @param writtenMillis when it was written, by the leader's wall clock, never going back within a
 *     shard; milliseconds since 1970
 * @param endMillis when it ends, by the shard's time, or {@link #ENDLESS}
 */
public record Versioned(
    Value value, long created, long modified, long version, long writtenMillis, long endMillis) {
  /** The end of what stays for ever. */
  public static final long ENDLESS = Long.MAX_VALUE;

  public Versioned {
    if (endMillis < 0) {
      throw new IllegalArgumentException("an end before 1970: " + endMillis);
    }
  }

  /** What stays for ever. */
  public Versioned(Value value, long created, long modified, long version, long writtenMillis) {
    this(value, created, modified, version, writtenMillis, ENDLESS);
  }

  public boolean isEndless() {
    return endMillis == ENDLESS;
  }

  /** Whether it is over at {@code nowMillis}. */
  public boolean hasEnded(long nowMillis) {
    return !isEndless() && endMillis <= nowMillis;
  }

  /** The same of no bytes. */
  public Versioned withoutValue() {
    Value none = new Value(Value.BYTES, Bytes.EMPTY);
    return new Versioned(none, created, modified, version, writtenMillis, endMillis);
  }

  /** When it ends under {@code key}; empty when it does not. */
  Optional<End> end(Key key) {
    return isEndless() ? Optional.empty() : Optional.of(new End(endMillis, key));
  }
}
