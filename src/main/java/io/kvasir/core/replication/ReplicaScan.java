package io.kvasir.core.replication;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.bucket.Quorum;

/**
 * A page of the keys of a convergent bucket that a client wants to see.
 *
 * @param type the type of the bucket
 * @param replicas N, at least 1; keys have fewer when the cluster has fewer members
 * @param readQuorum R, how many of the replicas of each partition must answer
 * @param bytes about how much the page may take
 */
public record ReplicaScan(
    BucketId bucket, DataType type, int replicas, Quorum readQuorum, KeyScan scan, int bytes) {}
