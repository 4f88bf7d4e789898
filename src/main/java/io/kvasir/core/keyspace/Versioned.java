package io.kvasir.core.keyspace;

import io.kvasir.core.bucket.Value;

/**
 * What stands under a key.
 *
 * @param created the shard's revision that brought the key into being
 * @param modified the shard's revision that wrote this value; the entity tag
 * @param version 1 for the first value since the creation, and one more with each put
 * @param writtenMillis when it was written, by the leader's wall clock, never going back within a
 *     shard; milliseconds since 1970
 */
public record Versioned(
    Value value, long created, long modified, long version, long writtenMillis) {}
