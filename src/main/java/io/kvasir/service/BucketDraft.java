package io.kvasir.service;

import io.kvasir.core.bucket.Quorum;
import java.util.Optional;

/**
 * A bucket as a client describes it, nothing checked yet; what is empty was not said.
 *
 * @param type a label of {@link io.kvasir.core.bucket.DataType}
 * @param consistency a label of {@link io.kvasir.core.bucket.Consistency.Preset}, or {@code
 *     linearizable}
 * @param shards of a linearizable bucket
 * @param demandsPrecondition of a linearizable bucket
 */
public record BucketDraft(
    String name,
    Optional<String> type,
    Optional<String> consistency,
    Optional<Quorum> writeQuorum,
    Optional<Quorum> readQuorum,
    Optional<Long> replicas,
    Optional<Long> shards,
    Optional<Long> ttlSeconds,
    Optional<Boolean> demandsPrecondition) {}
