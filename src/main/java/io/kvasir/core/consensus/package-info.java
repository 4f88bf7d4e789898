/**
 * Raft (Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm", ATC 2014;
 * Ongaro's dissertation, 2014) for one group: a replicated log of opaque commands. {@link
 * io.kvasir.core.consensus.Raft} is one replica; it reads no clock, disk or network. May know:
 * bytes, node, time.
 */
@NullMarked
package io.kvasir.core.consensus;

import org.jspecify.annotations.NullMarked;
