package io.kvasir.core.keyspace;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;

/** One step of a transaction. A step sees the steps before it. */
public sealed interface Action {
  Key key();

  record Put(Key key, Value value) implements Action {}

  record Delete(Key key) implements Action {}

  record Get(Key key) implements Action {}
}
