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

  record Delete(Key key) implements Action {}

  record Get(Key key) implements Action {}
}
