package io.kvasir.core.gossip;

import io.kvasir.core.bucket.Key;
import java.util.List;
import java.util.Optional;

/**
 * Some of the keys of a bucket of which nothing is visible, in the order of leaves.
 *
 * @param upTo how far was looked; empty when to the end
 */
public record SilentKeys(List<Key> keys, Optional<Key> upTo) {
  public static final SilentKeys NONE = new SilentKeys(List.of(), Optional.empty());

  public SilentKeys {
    keys = List.copyOf(keys);
  }
}
