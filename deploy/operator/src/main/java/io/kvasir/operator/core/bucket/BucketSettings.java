package io.kvasir.operator.core.bucket;

/**
 * What a bucket is, or is to be.
 *
 * @param type of its values, as the store names it
 * @param replication on how many nodes each key is
 * @param demandsPrecondition whether each write must say what it expects to find
 * @param ttlSeconds how long a key stays; 0 for ever
 */
public record BucketSettings(
    String type,
    int replication,
    Consistency consistency,
    boolean demandsPrecondition,
    long ttlSeconds) {}
