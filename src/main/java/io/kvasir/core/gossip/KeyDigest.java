package io.kvasir.core.gossip;

import io.kvasir.core.bucket.Key;

/**
 * What a replica shows of a key, {@link io.kvasir.core.crdt.Digest}.
 *
 * @param digest not 0, since a key of which nothing is visible is left out
 */
public record KeyDigest(Key key, long digest) {
  public KeyDigest {
    if (digest == 0) {
      throw new IllegalArgumentException("nothing is visible of " + key);
    }
  }
}
