/**
 * The data path of a convergent bucket: the coordinators that decide a quorum, the replica that
 * applies and merges, the outbox that remembers what a peer has not acknowledged. May know: bucket,
 * crdt, causality, ring, node, time.
 */
@NullMarked
package io.kvasir.core.replication;

import org.jspecify.annotations.NullMarked;
