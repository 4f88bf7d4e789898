package io.kvasir.edge.cli.bench.protocol;

import java.util.Optional;

/**
 * What requests are like, but for their keys.
 *
 * @param bucket where keys are, or what they begin with
 * @param valueBytes of each value
 * @param raw whether values travel as they are over HTTP, not within JSON
 * @param readQuorum replicas to ask: a number, {@code majority} or {@code all}
 * @param writeQuorum durable copies to wait for, said in the same way
 * @param seed of the values
 */
public record RequestOptions(
    String bucket,
    int valueBytes,
    boolean raw,
    Optional<String> readQuorum,
    Optional<String> writeQuorum,
    Optional<Consistency> consistency,
    long seed) {}
