package io.kvasir.edge.cli.bench.workload;

/**
 * What a workload's operations are like.
 *
 * @param keys how many there are at the beginning, 1 to 2³¹
 * @param theta the skew of zipfian choices, above 0 and below 1
 * @param setSize elements of a set, at least 1
 * @param txnKeys keys of a transaction, at least 1 and at most {@code keys}
 * @param scanLength keys a scan asks for, at least 1
 * @param seed what is drawn depends on
 */
public record Shape(
    Recipe recipe,
    Distribution distribution,
    long keys,
    double theta,
    int setSize,
    int txnKeys,
    int scanLength,
    long seed) {}
