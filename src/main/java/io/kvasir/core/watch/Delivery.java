package io.kvasir.core.watch;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.crdt.Crdt;
import java.util.Optional;

/**
 * What a stream says of a key.
 *
 * @param state what the replicas hold of it, merged; empty when nothing of it is visible
 * @param digest of that
 * @param version of what is held, visible or not; equal where the very same was delivered
 * @param position of the stream behind it
 */
public record Delivery(
    Key key, Optional<Crdt> state, long digest, long version, Position position) {
  /** The same, told by a stream that is somewhere else then. */
  public Delivery at(Position there) {
    return new Delivery(key, state, digest, version, there);
  }
}
