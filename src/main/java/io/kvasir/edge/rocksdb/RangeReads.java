package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.replication.KeyPage;
import io.kvasir.core.replication.KeyPage.Content;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.KeyTaking;
import io.kvasir.engine.port.PartitionStore.RangeBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SortedSet;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;

/**
 * Reads pages of a bucket's keys over many partitions: the heads of each stand in the order of
 * their keys, and are merged. Read aside.
 */
final class RangeReads {
  private final Database database;
  private final DurableView durable;
  private final Reads reads;
  private final StoreCounters counters;

  RangeReads(Database database, DurableView durable, Reads reads, StoreCounters counters) {
    this.database = database;
    this.durable = durable;
    this.reads = reads;
    this.counters = counters;
  }

  void page(
      SortedSet<PartitionId> partitions,
      BucketId bucket,
      KeyScan scan,
      RangeBytes bytes,
      Completion<KeyPage> completion) {
    reads.readAside(reach -> page(reach, partitions, bucket, scan, bytes), completion);
  }

  private KeyPage page(
      Reach reach,
      SortedSet<PartitionId> partitions,
      BucketId bucket,
      KeyScan scan,
      RangeBytes bytes)
      throws RocksDBException, BeyondReach, DamagedBytes {
    if (scan.range().isEmpty()) {
      return KeyPage.NOTHING;
    }
    KeyTaking taking = new KeyTaking(scan, bytes);
    try (SharedSnapshot view = durable.hold()) {
      List<Source> sources = new ArrayList<>();
      try {
        for (PartitionId partition : partitions) {
          Optional<ColumnFamilyHandle> family = database.partition(partition);
          if (family.isPresent()) {
            sources.add(new Source(partition, family.get(), view, reach, bucket, scan));
          }
        }
        merge(sources, scan, bytes, bucket, taking);
      } finally {
        sources.forEach(Source::close);
      }
    }
    return taking.page();
  }

  private static void merge(
      List<Source> sources, KeyScan scan, RangeBytes bytes, BucketId bucket, KeyTaking taking)
      throws RocksDBException, BeyondReach, DamagedBytes {
    Comparator<Source> order = (a, b) -> Arrays.compareUnsigned(a.at, b.at);
    PriorityQueue<Source> next =
        new PriorityQueue<>(Math.max(1, sources.size()), scan.reverse() ? order.reversed() : order);
    for (Source source : sources) {
      if (source.stands()) {
        next.add(source);
      }
    }
    while (!next.isEmpty() && !taking.isFull()) {
      Source source = next.remove();
      source.take(bucket, bytes.state(), taking);
      if (source.goOn()) {
        next.add(source);
      }
    }
  }

  /** The heads of one partition that are to come. */
  private final class Source implements AutoCloseable {
    private final PartitionId partition;
    private final RowReader rows;
    private final RowReader.Cursor heads;
    private final int prefixLength;
    private byte[] at = {};

    Source(
        PartitionId partition,
        ColumnFamilyHandle family,
        SharedSnapshot view,
        Reach reach,
        BucketId bucket,
        KeyScan scan) {
      byte[] prefix = RowKeys.heads(bucket);
      byte[] from = RowKeys.headBound(bucket, scan.range().from());
      byte[] to =
          scan.range()
              .to()
              .map(bound -> RowKeys.headBound(bucket, bound))
              .orElseGet(() -> RowKeys.after(prefix));
      this.partition = partition;
      this.prefixLength = prefix.length;
      this.rows = new RowReader(database, family, view, reach, counters);
      this.heads = rows.cursor(from, to, scan.reverse());
    }

    /** Whether it stands on a head at the beginning. */
    boolean stands() throws RocksDBException, BeyondReach {
      return noted(heads.check());
    }

    /** Whether there is another. */
    boolean goOn() throws RocksDBException, BeyondReach {
      return noted(heads.next());
    }

    private boolean noted(boolean isValid) {
      at = isValid ? heads.key() : at;
      return isValid;
    }

    void take(BucketId bucket, int longBytes, KeyTaking taking)
        throws RocksDBException, BeyondReach, DamagedBytes {
      Key key = RowKeys.keyOf(at, prefixLength);
      byte[] head = heads.value();
      Optional<EntryReader.Sized> state =
          head.length > longBytes
              ? Optional.empty()
              : EntryReader.within(rows, new EntryKey(bucket, key), head, longBytes);
      if (state.isPresent()) {
        Crdt held = state.get().state();
        taking.take(partition, key, new Content.State(held), state.get().bytes());
      } else {
        taking.take(partition, key, new Content.TooLong(), 0);
      }
    }

    @Override
    public void close() {
      heads.close();
      rows.close();
    }
  }
}
