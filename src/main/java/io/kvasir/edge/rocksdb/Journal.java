package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.ring.PartitionId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;

/**
 * Notes the commits of keys, each in its own batch. Sequences are given out in the order of
 * writing. The changes of a bucket are counted off in steps; when there are more than {@value
 * #STEPS} whole ones, the oldest is deleted as one range. For the writer only.
 */
final class Journal {
  /** How many whole steps are kept. */
  static final int STEPS = 8;

  private static final byte[] NOTHING = {};

  /**
   * How far the journal of a bucket is.
   *
   * @param trimmed up to which sequence changes are gone
   * @param begun how many changes are in the step that was begun
   */
  record Progress(long trimmed, int begun) {
    static final Progress NONE = new Progress(0, 0);

    byte[] row(byte[] key) {
      return CheckedRow.of(key, new ByteSink().varint(trimmed).varint(begun).toArray());
    }

    static Progress of(byte[] key, byte[] row) throws DamagedBytes {
      return CheckedRow.read(key, row, source -> new Progress(source.varint(), source.varint32()));
    }
  }

  /** The steps of one bucket. */
  private static final class Steps {
    final ArrayDeque<Long> ends = new ArrayDeque<>();
    Progress progress = Progress.NONE;
    boolean wentOn;
  }

  private final int stepChanges;
  private final TreeMap<BucketId, Steps> buckets = new TreeMap<>();
  private final HashMap<EntryKey, JournalReads.Last> inBatch = new HashMap<>();
  private long head;
  private long kept;

  private Journal(int stepChanges) {
    this.stepChanges = stepChanges;
  }

  /**
   * Goes on where the last session ended. Blocks.
   *
   * @param changes how many are kept per bucket
   */
  static Journal open(Database database, int changes, StoreCounters counters)
      throws RocksDBException, DamagedBytes, BeyondReach {
    Journal journal = new Journal(Math.max(1, changes / STEPS));
    try (SharedSnapshot view = SharedSnapshot.take(database.rocks());
        RowReader rows = new RowReader(database, database.journal(), view, Reach.DISK, counters)) {
      journal.read(rows);
    }
    return journal;
  }

  private void read(RowReader rows) throws RocksDBException, DamagedBytes, BeyondReach {
    head = headOf(rows);
    kept = head;
    rows.scan(
        JournalKeys.steps(),
        (key, value) -> steps(JournalKeys.bucketOf(key)).ends.add(JournalKeys.sequenceOf(key)));
    rows.scan(
        JournalKeys.progresses(),
        (key, value) -> steps(JournalKeys.bucketOf(key)).progress = Progress.of(key, value));
  }

  /** The highest sequence that was given out. */
  static long headOf(RowReader rows) throws RocksDBException, DamagedBytes, BeyondReach {
    byte[] row = rows.get(JournalKeys.head()).orElse(null);
    return row == null ? 0 : RowCodec.number(row);
  }

  static Progress progressOf(RowReader rows, BucketId bucket)
      throws RocksDBException, DamagedBytes, BeyondReach {
    byte[] key = JournalKeys.progress(bucket);
    byte[] row = rows.get(key).orElse(null);
    return row == null ? Progress.NONE : Progress.of(key, row);
  }

  /** Of a key that never showed anything nothing is noted when it goes. */
  void add(RowBatch batch, Database database, PartitionId partition, Commit.News news)
      throws RocksDBException {
    EntryKey entry = news.entry();
    ColumnFamilyHandle rows = database.partition(partition).orElseThrow();
    switch (news) {
      case Commit.News.Changed changed -> {
        note(batch, database, new JournalReads.Change(partition, entry.key(), 0), entry.bucket());
        long shown = changed.isShown() ? head : lastOf(database, rows, entry).shown();
        JournalReads.Last last = new JournalReads.Last(head, shown, changed.form());
        RowChange.put(RowKeys.change(entry), RowCodec.last(last)).addTo(batch, rows);
        inBatch.put(entry, last);
      }
      case Commit.News.Gone gone -> {
        JournalReads.Last last = lastOf(database, rows, entry);
        inBatch.put(entry, JournalReads.Last.NONE);
        if (last.shown() > 0) {
          note(
              batch,
              database,
              new JournalReads.Change(partition, entry.key(), last.sequence()),
              entry.bucket());
        }
      }
    }
  }

  /** The last change of a key, also one that is on its way. */
  private JournalReads.Last lastOf(Database database, ColumnFamilyHandle rows, EntryKey entry)
      throws RocksDBException {
    JournalReads.Last underWay = inBatch.get(entry);
    if (underWay != null) {
      return underWay;
    }
    byte[] row = database.rocks().get(rows, RowKeys.change(entry));
    try {
      return row == null ? JournalReads.Last.NONE : RowCodec.last(row);
    } catch (DamagedBytes damaged) {
      return JournalReads.Last.NONE;
    }
  }

  private void note(RowBatch batch, Database database, JournalReads.Change change, BucketId bucket)
      throws RocksDBException {
    long sequence = ++head;
    byte[] key = JournalKeys.change(bucket, sequence);
    RowChange.put(key, CheckedRow.of(key, RowCodec.change(change)))
        .addTo(batch, database.journal());
    Steps steps = steps(bucket);
    steps.wentOn = true;
    steps.progress = new Progress(steps.progress.trimmed(), steps.progress.begun() + 1);
    if (steps.progress.begun() >= stepChanges) {
      endStep(batch, database.journal(), bucket, steps, sequence);
    }
  }

  private static void endStep(
      RowBatch batch, ColumnFamilyHandle family, BucketId bucket, Steps steps, long sequence) {
    steps.ends.add(sequence);
    steps.progress = new Progress(steps.progress.trimmed(), 0);
    RowChange.put(JournalKeys.step(bucket, sequence), NOTHING).addTo(batch, family);
    if (steps.ends.size() > STEPS) {
      long trimmed = steps.ends.remove();
      steps.progress = new Progress(trimmed, 0);
      RowChange.deleteRange(JournalKeys.changes(bucket), JournalKeys.afterChange(bucket, trimmed))
          .addTo(batch, family);
      RowChange.delete(JournalKeys.step(bucket, trimmed)).addTo(batch, family);
    }
  }

  /** Forgets that life of a bucket and all before it. */
  void drop(RowBatch batch, Database database, BucketId bucket) {
    buckets
        .keySet()
        .removeIf(
            held -> held.name().equals(bucket.name()) && held.generation() <= bucket.generation());
    for (RowChange change : JournalKeys.drop(bucket)) {
      change.addTo(batch, database.journal());
    }
  }

  /** Keeps how far it is, if it went on; after all that is added to a batch. */
  void end(RowBatch batch, Database database) {
    inBatch.clear();
    if (head == kept) {
      return;
    }
    kept = head;
    RowChange.put(JournalKeys.head(), RowCodec.number(head)).addTo(batch, database.journal());
    for (Map.Entry<BucketId, Steps> each : buckets.entrySet()) {
      Steps steps = each.getValue();
      if (steps.wentOn) {
        steps.wentOn = false;
        byte[] key = JournalKeys.progress(each.getKey());
        RowChange.put(key, steps.progress.row(key)).addTo(batch, database.journal());
      }
    }
  }

  private Steps steps(BucketId bucket) {
    return buckets.computeIfAbsent(bucket, any -> new Steps());
  }
}
