package io.kvasir.edge.rocksdb;

/**
 * What a store did since it was opened.
 *
 * @param queueDepth commits that wait for the disk now
 * @param commits that became durable
 * @param groupSizes commits per sync of the log
 * @param commitNanos from submission to durability
 * @param syncNanos how long the syncs took; next to nothing if the store does not sync
 * @param applyNanos from submission to the end, of what need not be durable: changes to the states
 *     of groups, and what is forgotten of their logs
 * @param rowsWritten rows, deletions and range deletions
 * @param rowsRead rows that were found
 * @param cacheReads reads that needed no disk
 * @param diskReads reads that went to the pool of threads
 * @param refusedReads reads for which the pool had no room
 */
public record StoreStatistics(
    int queueDepth,
    long commits,
    Histogram groupSizes,
    Histogram commitNanos,
    Histogram syncNanos,
    Histogram applyNanos,
    long rowsWritten,
    long rowsRead,
    long cacheReads,
    long diskReads,
    long refusedReads) {}
