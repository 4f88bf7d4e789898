package io.kvasir.core.replication;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Quorum;

/**
 * A read of one key.
 *
 * @param type the type of the key's bucket
 * @param replicas N, at least 1; the key has fewer when the cluster has fewer members
 * @param readQuorum R, how many of the replicas that there are must answer
 */
public record ReadRequest(EntryKey entry, DataType type, int replicas, Quorum readQuorum) {}
