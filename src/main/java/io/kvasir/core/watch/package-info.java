/**
 * What is watched of a bucket's changes. Of convergent buckets: the journal of what became visible
 * at a replica, and the feed that makes one stream of the journals of all replicas. May know:
 * bucket, bytes, crdt, node, ring.
 */
@NullMarked
package io.kvasir.core.watch;

import org.jspecify.annotations.NullMarked;
