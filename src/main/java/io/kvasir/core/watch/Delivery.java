package io.kvasir.core.watch;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.crdt.Crdt;
import java.util.Optional;

/**
 * What a stream says of a key.
 *
 * @param state what the replicas hold of it, merged; empty when nothing of it is visible
 * @param digest of that
 * @param position of the stream behind it
 */
public record Delivery(Key key, Optional<Crdt> state, long digest, Position position) {}
