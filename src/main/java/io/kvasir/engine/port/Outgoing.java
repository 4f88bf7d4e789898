package io.kvasir.engine.port;

import io.kvasir.core.crdt.Slice;

/**
 * A delta on its way to the other replicas, stored with the value it changed until all have it.
 *
 * @param sequence ascending within a partition
 * @param replicas N of its bucket
 */
public record Outgoing(long sequence, int replicas, Slice delta) {}
