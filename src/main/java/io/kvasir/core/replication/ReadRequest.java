package io.kvasir.core.replication;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;

/**
 * A read of one key.
 *
 * @param type the type of the key's bucket
 * @param replicas N, at least 1; fewer when the cluster has fewer members
 * @param readQuorum R, how many replicas must answer
 */
public record ReadRequest(EntryKey entry, DataType type, int replicas, int readQuorum) {}
