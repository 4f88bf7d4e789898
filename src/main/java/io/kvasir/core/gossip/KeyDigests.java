package io.kvasir.core.gossip;

import io.kvasir.core.bucket.Key;
import java.util.List;
import java.util.Optional;

/**
 * Some of the keys of a leaf, in the order of keys.
 *
 * @param upTo how far they reach: of the keys up to this one all are here; empty when of all keys
 */
public record KeyDigests(List<KeyDigest> keys, Optional<Key> upTo) {
  public static final KeyDigests NONE = new KeyDigests(List.of(), Optional.empty());

  public KeyDigests {
    keys = List.copyOf(keys);
  }

  /** Whether they tell of {@code key}, be it by its absence. */
  public boolean covers(Key key) {
    return upTo.isEmpty() || key.compareTo(upTo.get()) <= 0;
  }
}
