package io.kvasir.core.replication;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Operation;

/**
 * One operation on one key.
 *
 * @param type the type of the key's bucket
 * @param replicas N, at least 1; fewer when the cluster has fewer members
 * @param writeQuorum W, how many durable acknowledgements it takes
 */
public record WriteRequest(
    EntryKey entry, DataType type, Operation operation, int replicas, int writeQuorum) {}
