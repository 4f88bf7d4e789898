package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.crdt.Flaw;
import io.kvasir.core.gossip.EntryPage;
import io.kvasir.core.gossip.KeyDigest;
import io.kvasir.core.gossip.KeyDigests;
import io.kvasir.core.gossip.Leaf;
import io.kvasir.core.gossip.LeafCheck;
import io.kvasir.core.gossip.LeafSums;
import io.kvasir.core.gossip.SilentKeys;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.engine.port.Completion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rocksdb.RocksDBException;

/** What replicas compare: read aside, since it takes hundreds of rows. */
final class DigestReads {
  private final StoreReads reads;

  DigestReads(StoreReads reads) {
    this.reads = reads;
  }

  void trees(
      PartitionId partition,
      List<BucketId> buckets,
      Completion<SortedMap<BucketId, LeafSums>> completion) {
    reads.aside(partition, new TreeMap<>(), rows -> trees(rows, buckets), completion);
  }

  void keys(
      PartitionId partition,
      BucketId bucket,
      Leaf leaf,
      Optional<Key> after,
      int limit,
      Completion<KeyDigests> completion) {
    reads.aside(
        partition, KeyDigests.NONE, rows -> keys(rows, bucket, leaf, after, limit), completion);
  }

  void page(
      PartitionId partition,
      EntryKey entry,
      Optional<Element> after,
      int limit,
      long limitBytes,
      Completion<Optional<EntryPage>> completion) {
    reads.aside(
        partition,
        Optional.empty(),
        rows -> EntryReader.page(rows, entry, after, limit, limitBytes),
        completion);
  }

  void silent(
      PartitionId partition,
      BucketId bucket,
      Optional<Key> after,
      int limit,
      Completion<SilentKeys> completion) {
    reads.aside(partition, SilentKeys.NONE, rows -> silent(rows, bucket, after, limit), completion);
  }

  private static SilentKeys silent(RowReader rows, BucketId bucket, Optional<Key> after, int limit)
      throws RocksDBException, BeyondReach, DamagedBytes {
    byte[] prefix = RowKeys.digests(bucket);
    int keyAt = RowKeys.digests(bucket, new Leaf(0)).length;
    List<Key> silent = new ArrayList<>();
    List<Key> visited = new ArrayList<>();
    rows.range(
        after.isPresent() ? behind(new EntryKey(bucket, after.get())) : prefix,
        RowKeys.after(prefix),
        (row, value) -> {
          Key key = RowKeys.keyOf(row, keyAt);
          if (RowCodec.number(value) == 0) {
            silent.add(key);
          }
          visited.add(key);
          return visited.size() < limit;
        });
    return new SilentKeys(
        silent, visited.size() < limit ? Optional.empty() : Optional.of(visited.getLast()));
  }

  void check(PartitionId partition, BucketId bucket, Leaf leaf, Completion<LeafCheck> completion) {
    reads.aside(
        partition, LeafCheck.NOTHING, rows -> Scrutiny.check(rows, bucket, leaf), completion);
  }

  void check(PartitionId partition, EntryKey entry, Completion<Optional<Flaw>> completion) {
    reads.aside(partition, Optional.empty(), rows -> Scrutiny.check(rows, entry), completion);
  }

  private static SortedMap<BucketId, LeafSums> trees(RowReader rows, List<BucketId> buckets)
      throws RocksDBException, BeyondReach, DamagedBytes {
    TreeMap<BucketId, LeafSums> trees = new TreeMap<>();
    for (BucketId bucket : buckets) {
      TreeMap<Leaf, Long> sums = new TreeMap<>();
      rows.scan(
          RowKeys.leaves(bucket),
          (key, value) -> sums.put(RowKeys.leafOf(key), RowCodec.number(value)));
      LeafSums tree = new LeafSums(sums);
      if (!tree.isEmpty()) {
        trees.put(bucket, tree);
      }
    }
    return trees;
  }

  /** A key of which nothing is visible any more has a row with 0. */
  private static KeyDigests keys(
      RowReader rows, BucketId bucket, Leaf leaf, Optional<Key> after, int limit)
      throws RocksDBException, BeyondReach, DamagedBytes {
    byte[] prefix = RowKeys.digests(bucket, leaf);
    List<KeyDigest> keys = new ArrayList<>();
    List<Key> visited = new ArrayList<>();
    rows.range(
        after.isPresent() ? behind(new EntryKey(bucket, after.get())) : prefix,
        RowKeys.after(prefix),
        (row, value) -> {
          Key key = RowKeys.keyOf(row, prefix.length);
          long digest = RowCodec.number(value);
          if (digest != 0) {
            keys.add(new KeyDigest(key, digest));
          }
          visited.add(key);
          return visited.size() < limit;
        });
    return new KeyDigests(
        keys, visited.size() < limit ? Optional.empty() : Optional.of(visited.getLast()));
  }

  /** The least row above that of {@code entry}. */
  private static byte[] behind(EntryKey entry) {
    byte[] row = RowKeys.digest(entry);
    return Arrays.copyOf(row, row.length + 1);
  }
}
