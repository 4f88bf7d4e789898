package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.burial.Burials;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.handoff.Bookmark;
import io.kvasir.core.handoff.Excerpt;
import io.kvasir.core.handoff.Piece;
import io.kvasir.core.handoff.Place;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.watch.JournalPage;
import io.kvasir.core.watch.Mark;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.PartitionStore.OutgoingRef;
import io.kvasir.engine.port.PartitionStore.StoredOutgoing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;

/** All that is read of partitions and the node itself: only what is durable. */
final class StoreReads {
  /** Something to be read from a partition's rows. */
  interface RowsRead<T> {
    T from(RowReader rows) throws RocksDBException, BeyondReach, DamagedBytes;
  }

  private final Database database;
  private final DurableView durable;
  private final OutgoingTrims trims;
  private final Reads reads;
  private final StoreCounters counters;

  StoreReads(
      Database database,
      DurableView durable,
      OutgoingTrims trims,
      Reads reads,
      StoreCounters counters) {
    this.database = database;
    this.durable = durable;
    this.trims = trims;
    this.reads = reads;
    this.counters = counters;
  }

  void entry(
      PartitionId partition, EntryKey entry, Scope scope, Completion<Optional<Slice>> completion) {
    inPartition(partition, rows -> EntryReader.read(rows, entry, scope), completion);
  }

  void outgoing(
      PartitionId partition, long sequence, Completion<Optional<StoredOutgoing>> completion) {
    if (trims.isTrimmed(partition, sequence)) {
      completion.succeed(Optional.empty());
    } else {
      inPartition(partition, rows -> outgoing(rows, sequence), completion);
    }
  }

  /** Aside, since it takes hundreds of rows. */
  void journal(BucketId bucket, long after, int limit, Completion<JournalPage> completion) {
    reads.readAside(
        reach -> {
          try (SharedSnapshot view = durable.hold();
              JournalReads journal = new JournalReads(database, view, reach, counters)) {
            return journal.page(bucket, after, limit);
          }
        },
        completion);
  }

  void mark(PartitionId partition, EntryKey entry, Completion<Mark> completion) {
    Optional<ColumnFamilyHandle> family = database.partition(partition);
    reads.read(
        reach ->
            family.isEmpty()
                ? Mark.UNKNOWN
                : in(family.get(), reach, rows -> JournalReads.mark(rows, entry)),
        completion);
  }

  /** Blocks. */
  List<OutgoingRef> allOutgoing() throws RocksDBException, DamagedBytes, ReadRefused, Gate.Closed {
    List<OutgoingRef> all = new ArrayList<>();
    for (PartitionId partition : database.partitions()) {
      ColumnFamilyHandle family = database.partition(partition).orElseThrow();
      all.addAll(reads.readNow(reach -> in(family, reach, rows -> outgoing(rows, partition))));
    }
    return all;
  }

  void page(
      PartitionId partition,
      SortedSet<BucketId> buckets,
      Optional<Place> after,
      int limitBytes,
      Completion<Excerpt> completion) {
    aside(
        partition,
        Excerpt.NOTHING,
        rows -> PageReader.read(rows, buckets, after, limitBytes),
        completion);
  }

  void part(
      PartitionId partition,
      EntryKey entry,
      Optional<Element> after,
      int limitBytes,
      Completion<Optional<Piece>> completion) {
    aside(
        partition,
        Optional.empty(),
        rows -> PageReader.readPart(rows, entry, after, limitBytes),
        completion);
  }

  /** Blocks. */
  List<Bookmark> allBookmarks() throws RocksDBException, DamagedBytes, ReadRefused, Gate.Closed {
    List<Bookmark> all = new ArrayList<>();
    for (PartitionId partition : database.partitions()) {
      ColumnFamilyHandle family = database.partition(partition).orElseThrow();
      all.addAll(reads.readNow(reach -> in(family, reach, rows -> bookmarks(rows, partition))));
    }
    all.sort(Comparator.comparing(Bookmark::id));
    return all;
  }

  private static List<Bookmark> bookmarks(RowReader rows, PartitionId partition)
      throws RocksDBException, BeyondReach, DamagedBytes {
    List<Bookmark> found = new ArrayList<>();
    rows.scan(
        RowKeys.bookmarks(),
        (key, value) -> found.add(BookmarkCodec.decode(partition, key, value)));
    return found;
  }

  /** Blocks. */
  List<Burials> allBurials() throws RocksDBException, DamagedBytes, ReadRefused, Gate.Closed {
    List<Burials> all = new ArrayList<>();
    for (PartitionId partition : database.partitions()) {
      ColumnFamilyHandle family = database.partition(partition).orElseThrow();
      all.addAll(reads.readNow(reach -> in(family, reach, rows -> burials(rows, partition))));
    }
    return all;
  }

  private static List<Burials> burials(RowReader rows, PartitionId partition)
      throws RocksDBException, BeyondReach, DamagedBytes {
    List<Burials> found = new ArrayList<>();
    rows.scan(
        RowKeys.burials(), (key, value) -> found.add(BurialsCodec.decode(partition, key, value)));
    return found;
  }

  /** Blocks. */
  Optional<Bytes> standing() throws RocksDBException, DamagedBytes, ReadRefused, Gate.Closed {
    Optional<byte[]> row =
        reads.readNow(reach -> in(database.node(), reach, rows -> rows.get(RowKeys.standing())));
    return row.isPresent()
        ? Optional.of(Bytes.copyOf(CheckedRow.content(RowKeys.standing(), row.get())))
        : Optional.empty();
  }

  private <T> void inPartition(
      PartitionId partition, RowsRead<Optional<T>> read, Completion<Optional<T>> completion) {
    Optional<ColumnFamilyHandle> family = database.partition(partition);
    reads.read(
        reach -> family.isEmpty() ? Optional.empty() : in(family.get(), reach, read), completion);
  }

  /**
   * Reads what may be long; by other threads than the one that asks.
   *
   * @param nothing the answer when the partition was never written to
   */
  <T> void aside(PartitionId partition, T nothing, RowsRead<T> read, Completion<T> completion) {
    Optional<ColumnFamilyHandle> family = database.partition(partition);
    if (family.isEmpty()) {
      completion.succeed(nothing);
    } else {
      reads.readAside(reach -> in(family.get(), reach, read), completion);
    }
  }

  private <T> T in(ColumnFamilyHandle family, Reach reach, RowsRead<T> read)
      throws RocksDBException, BeyondReach, DamagedBytes {
    try (SharedSnapshot view = durable.hold();
        RowReader rows = new RowReader(database, family, view, reach, counters)) {
      return read.from(rows);
    }
  }

  private static Optional<StoredOutgoing> outgoing(RowReader rows, long sequence)
      throws RocksDBException, BeyondReach, DamagedBytes {
    Optional<byte[]> row = rows.get(RowKeys.outgoing(sequence));
    return row.isPresent() ? Optional.of(RowCodec.outgoing(sequence, row.get())) : Optional.empty();
  }

  private List<OutgoingRef> outgoing(RowReader rows, PartitionId partition)
      throws RocksDBException, BeyondReach, DamagedBytes {
    List<OutgoingRef> refs = new ArrayList<>();
    rows.scan(
        RowKeys.outgoing(),
        (key, value) -> {
          long sequence = RowKeys.outgoingSequence(key);
          if (!trims.isTrimmed(partition, sequence)) {
            refs.add(RowCodec.outgoingRef(partition, sequence, value));
          }
        });
    return refs;
  }
}
