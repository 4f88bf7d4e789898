package io.kvasir.edge.rocksdb;

import java.util.ArrayDeque;
import java.util.Deque;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/**
 * How RocksDB is set up. Closed after the database.
 *
 * <p><b>Memory.</b> One cache holds blocks, indexes and filters and is charged with the memtables
 * of all column families, so that its size bounds them together. Memtables grow in small steps,
 * since there are hundreds.
 *
 * <p><b>Recovery.</b> After a crash of the process the write-ahead log may end within a record,
 * which is ignored: nobody was told that it is durable. Any other damage fails the opening
 * (TolerateCorruptedTailRecords), so that no commit is dropped silently, as PointInTimeRecovery,
 * RocksDB's default, would drop all behind it. That one is for the cases where something is known
 * to be lost, {@link Session}. What is recovered is flushed to table files and synced before the
 * database is open; so a read never returns what only the operating system's cache has.
 */
final class StoreOptions implements AutoCloseable {
  private static final long MEMTABLE_BYTES = 8L << 20;

  /** 16 KiB for each memtable, so that keys that are not in it are not looked for. */
  private static final double MEMTABLE_FILTER_SHARE = 0.002;

  /** A memtable has its filter also while it is empty, and there is one for each partition. */
  private static final int SHARE_OF_BUFFERS_FOR_FILTERS = 8;

  private static final long ARENA_BLOCK_BYTES = 32L << 10;
  private static final long MAX_WAL_BYTES = 64L << 20;
  private static final long BLOCK_BYTES = 8L << 10;
  private static final int MAX_OPEN_FILES = 1_024;

  /** Others would be started anew for each column family when the database is opened. */
  private static final int FILE_OPENING_THREADS = 1;

  private static final int BACKGROUND_JOBS = 2;
  private static final int BLOOM_BITS_PER_KEY = 10;
  private static final int MAX_RANGE_DELETIONS = 2_000;

  /** What {@link RowChange#add} means: 64-bit numbers in little endian, added modulo 2^64. */
  private static final String ADDITION = "uint64add";

  private final Deque<AbstractNativeReference> owned = new ArrayDeque<>();
  private final DBOptions database;
  private final ColumnFamilyOptions family;
  private final WriteOptions writing;
  private final boolean syncs;

  StoreOptions(StoreConfig config, WALRecoveryMode recovery) {
    Cache cache = own(new LRUCache(config.cacheBytes() + config.writeBufferBytes()));
    WriteBufferManager buffers = own(new WriteBufferManager(config.writeBufferBytes(), cache));
    BloomFilter bloom = own(new BloomFilter(BLOOM_BITS_PER_KEY));
    database = databaseOptions(own(new DBOptions()), buffers).setWalRecoveryMode(recovery);
    family =
        familyOptions(own(new ColumnFamilyOptions()), cache, bloom)
            .setMemtablePrefixBloomSizeRatio(memtableFilterShare(config));
    writing = own(new WriteOptions());
    syncs = config.sync() == SyncMode.ALWAYS;
  }

  DBOptions database() {
    return database;
  }

  ColumnFamilyOptions family() {
    return family;
  }

  /** For all writes; none waits for the disk. */
  WriteOptions writing() {
    return writing;
  }

  /** Whether the log is to be synced before a commit counts as durable. */
  boolean syncs() {
    return syncs;
  }

  /** Database and family in one, to be closed by the caller. */
  Options joint() {
    return new Options(database, family);
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      owned.pop().close();
    }
  }

  private static DBOptions databaseOptions(DBOptions options, WriteBufferManager buffers) {
    return options
        .setCreateIfMissing(true)
        .setParanoidChecks(true)
        .setWriteBufferManager(buffers)
        .setMaxTotalWalSize(MAX_WAL_BYTES)
        .setMaxOpenFiles(MAX_OPEN_FILES)
        .setMaxFileOpeningThreads(FILE_OPENING_THREADS)
        .setMaxBackgroundJobs(BACKGROUND_JOBS)
        .setSkipStatsUpdateOnDbOpen(true)
        .setAvoidFlushDuringShutdown(true)
        .setAvoidUnnecessaryBlockingIO(true)
        .setAllowConcurrentMemtableWrite(false)
        .setEnableWriteThreadAdaptiveYield(false)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(4);
  }

  private static ColumnFamilyOptions familyOptions(
      ColumnFamilyOptions options, Cache cache, BloomFilter bloom) {
    return options
        .setWriteBufferSize(MEMTABLE_BYTES)
        .setArenaBlockSize(ARENA_BLOCK_BYTES)
        .setMemtableMaxRangeDeletions(MAX_RANGE_DELETIONS)
        .setMemtableWholeKeyFiltering(true)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setMergeOperatorName(ADDITION)
        .setTableFormatConfig(
            new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setFilterPolicy(bloom)
                .setBlockSize(BLOCK_BYTES)
                .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true));
  }

  /** None where many partitions share few buffers, which would be full of filters. */
  static double memtableFilterShare(StoreConfig config) {
    double bytes = MEMTABLE_FILTER_SHARE * MEMTABLE_BYTES * config.partitions();
    boolean fits = bytes <= config.writeBufferBytes() / (double) SHARE_OF_BUFFERS_FOR_FILTERS;
    return fits ? MEMTABLE_FILTER_SHARE : 0;
  }

  private <T extends AbstractNativeReference> T own(T reference) {
    owned.push(reference);
    return reference;
  }
}
