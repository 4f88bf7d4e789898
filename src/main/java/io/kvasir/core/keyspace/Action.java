package io.kvasir.core.keyspace;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import java.util.Optional;

/** One step of a transaction. A step sees the steps before it. */
public sealed interface Action {
  Key key();

  /**
   * Makes {@code value} what stands there.
   *
   * @param ttl how long it stays; empty for ever
   */
  record Put(Key key, Value value, Optional<TimeToLive> ttl) implements Action {
    /** A value that stays for ever. */
    public Put(Key key, Value value) {
      this(key, value, Optional.empty());
    }
  }

  /**
   * Adds to the integer that stands there; where there is nothing, to 0.
   *
   * @param amount may be negative
   * @param ttl how long it stays; empty to leave its end as it is
   */
  record Increment(Key key, long amount, Optional<TimeToLive> ttl) implements Action {}

  record Delete(Key key) implements Action {}

  record Get(Key key) implements Action {}
}
