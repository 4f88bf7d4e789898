/**
 * Anti-entropy: replicas compare digests of what they hold, from the whole of a partition down to
 * single keys, and send each other the states that differ. May know: crdt, causality, node, ring,
 * time.
 */
@NullMarked
package io.kvasir.core.gossip;

import org.jspecify.annotations.NullMarked;
