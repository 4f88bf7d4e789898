package io.kvasir.edge.rocksdb;

/**
 * What a store did since it was opened.
 *
 * @param queueDepth commits that wait for the disk now
 * @param commits that became durable
 * @param groupSizes commits per write to the log; its count is the number of such writes, each with
 *     one sync if the store syncs
 * @param commitNanos from submission to durability
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
    long rowsWritten,
    long rowsRead,
    long cacheReads,
    long diskReads,
    long refusedReads) {}
