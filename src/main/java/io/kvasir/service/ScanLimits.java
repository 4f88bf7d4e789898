package io.kvasir.service;

/**
 * What scans may take of a node.
 *
 * @param concurrent how many pages may be put together at a time
 * @param memoryBytes what streams may hold that was not taken
 * @param stallMillis how long a client may take nothing of a stream
 */
public record ScanLimits(int concurrent, long memoryBytes, long stallMillis) {}
