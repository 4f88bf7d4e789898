package io.kvasir.core.watch;

import io.kvasir.core.bucket.Key;

/** Which keys of a bucket a watcher wants to hear of. */
public sealed interface WatchScope {
  /** Every key. */
  WatchScope ALL = new OfPrefix("");

  boolean includes(Key key);

  record OfKey(Key key) implements WatchScope {
    @Override
    public boolean includes(Key other) {
      return key.equals(other);
    }
  }

  /** Keys that begin with {@code prefix}; all when it is empty. */
  record OfPrefix(String prefix) implements WatchScope {
    @Override
    public boolean includes(Key key) {
      return key.value().startsWith(prefix);
    }
  }
}
