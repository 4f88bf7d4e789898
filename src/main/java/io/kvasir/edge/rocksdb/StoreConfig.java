package io.kvasir.edge.rocksdb;

import io.kvasir.core.node.NodeId;
import java.nio.file.Path;

/**
 * What a store is opened with.
 *
 * @param directory created when it is not there
 * @param cluster name of the cluster, one line
 * @param partitions of the ring, 1 and up
 * @param cacheBytes bounds the cache of blocks, indexes and filters
 * @param writeBufferBytes bounds what is not yet in a table file
 * @param queueCommits bounds the commits that wait for the disk; must be above what the engine can
 *     have under way, since one that does not fit fails the store
 * @param readThreads for reads that need the disk
 * @param queueReads bounds the reads that wait for a thread; one that does not fit fails alone
 * @param journalChanges how many changes of what is shown are kept per bucket, about
 */
public record StoreConfig(
    Path directory,
    String cluster,
    NodeId node,
    int partitions,
    SyncMode sync,
    long cacheBytes,
    long writeBufferBytes,
    int queueCommits,
    int readThreads,
    int queueReads,
    int journalChanges) {
  /** {@link #journalChanges} where nothing else is wished. */
  public static final int JOURNAL_CHANGES = 1 << 17;

  public StoreConfig {
    if (cluster.isEmpty() || cluster.lines().count() != 1 || !cluster.equals(cluster.strip())) {
      throw new IllegalArgumentException("a cluster's name is one line, not \"" + cluster + '"');
    }
    requirePositive(partitions, "partitions");
    requirePositive(cacheBytes, "cacheBytes");
    requirePositive(writeBufferBytes, "writeBufferBytes");
    requirePositive(queueCommits, "queueCommits");
    requirePositive(readThreads, "readThreads");
    requirePositive(queueReads, "queueReads");
    requirePositive(journalChanges, "journalChanges");
  }

  /** With 64 MiB of cache, 64 MiB of write buffers, synced writes. */
  public static StoreConfig of(Path directory, String cluster, NodeId node, int partitions) {
    return new StoreConfig(
        directory,
        cluster,
        node,
        partitions,
        SyncMode.ALWAYS,
        64L << 20,
        64L << 20,
        1 << 18,
        4,
        1 << 14,
        JOURNAL_CHANGES);
  }

  public StoreConfig withSync(SyncMode changed) {
    return new StoreConfig(
        directory,
        cluster,
        node,
        partitions,
        changed,
        cacheBytes,
        writeBufferBytes,
        queueCommits,
        readThreads,
        queueReads,
        journalChanges);
  }

  public StoreConfig withJournalChanges(int changed) {
    return new StoreConfig(
        directory,
        cluster,
        node,
        partitions,
        sync,
        cacheBytes,
        writeBufferBytes,
        queueCommits,
        readThreads,
        queueReads,
        changed);
  }

  private static void requirePositive(long value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be 1 or more, not " + value);
    }
  }
}
