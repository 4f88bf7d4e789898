package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.BucketId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The keys of the journal's rows.
 *
 * <pre>
 * head     00                   the highest sequence given out
 * change   01 bucket sequence(8)   partition and key
 * step     02 bucket sequence(8)   nothing: the last change of a step
 * progress 03 bucket               what is gone, and how long the step is that was begun
 *
 * bucket   as in {@link RowKeys}
 * </pre>
 */
final class JournalKeys {
  private static final int HEAD = 0;
  private static final int CHANGE = 1;
  private static final int STEP = 2;
  private static final int PROGRESS = 3;

  private JournalKeys() {}

  static byte[] head() {
    return new byte[] {HEAD};
  }

  /** The least row above all changes of a bucket up to and with {@code sequence}. */
  static byte[] afterChange(BucketId bucket, long sequence) {
    return change(bucket, sequence + 1);
  }

  static byte[] change(BucketId bucket, long sequence) {
    return start(CHANGE, bucket).u64(sequence).toArray();
  }

  /** The start of all changes of a bucket. */
  static byte[] changes(BucketId bucket) {
    return start(CHANGE, bucket).toArray();
  }

  /** The start of the steps of all buckets. */
  static byte[] steps() {
    return new byte[] {STEP};
  }

  static byte[] step(BucketId bucket, long sequence) {
    return start(STEP, bucket).u64(sequence).toArray();
  }

  static byte[] progress(BucketId bucket) {
    return start(PROGRESS, bucket).toArray();
  }

  /** The start of the progress of all buckets. */
  static byte[] progresses() {
    return new byte[] {PROGRESS};
  }

  /** The sequence at the end of a row's key. */
  static long sequenceOf(byte[] row) throws DamagedBytes {
    if (row.length < 1 + Long.BYTES) {
      throw new DamagedBytes("a row of the journal without a sequence");
    }
    return new ByteSource(Arrays.copyOfRange(row, row.length - Long.BYTES, row.length)).u64();
  }

  /** The bucket of a step, or of a progress. */
  static BucketId bucketOf(byte[] row) throws DamagedBytes {
    ByteSource source = new ByteSource(row);
    source.raw(1);
    return RowKeys.bucket(source);
  }

  /** What deletes all that is noted of a bucket's lives up to this one. */
  static List<RowChange> drop(BucketId bucket) {
    BucketId first = new BucketId(bucket.name(), 0);
    return IntStream.of(CHANGE, STEP, PROGRESS)
        .mapToObj(
            kind ->
                RowChange.deleteRange(
                    start(kind, first).toArray(), RowKeys.after(start(kind, bucket).toArray())))
        .toList();
  }

  private static ByteSink start(int kind, BucketId bucket) {
    return new ByteSink(96).u8(kind).raw(RowKeys.bucket(bucket));
  }
}
