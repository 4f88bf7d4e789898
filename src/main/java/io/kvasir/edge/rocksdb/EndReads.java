package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.PartitionStore.Due;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;

/** What is to end: read aside, as ranges of the index. */
final class EndReads {
  private final StoreReads reads;

  EndReads(StoreReads reads) {
    this.reads = reads;
  }

  void due(
      PartitionId partition,
      List<BucketId> buckets,
      long untilMillis,
      int limit,
      Completion<List<Due>> completion) {
    reads.aside(partition, List.of(), rows -> due(rows, buckets, untilMillis, limit), completion);
  }

  private static List<Due> due(RowReader rows, List<BucketId> buckets, long until, int limit)
      throws RocksDBException, BeyondReach, DamagedBytes {
    List<Due> due = new ArrayList<>();
    for (BucketId bucket : buckets) {
      if (due.size() == limit) {
        break;
      }
      byte[] prefix = RowKeys.ends(bucket);
      rows.range(
          prefix,
          RowKeys.afterEnds(bucket, until),
          (row, value) -> {
            due.add(RowKeys.due(bucket, row, prefix.length, RowCodec.end(value)));
            return due.size() < limit;
          });
    }
    return due;
  }
}
