package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Digest;
import io.kvasir.core.crdt.Flaw;
import io.kvasir.core.crdt.Parted;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.gossip.EntryPage;
import io.kvasir.core.gossip.Leaf;
import io.kvasir.core.gossip.LeafCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.rocksdb.RocksDBException;

/** Holds digests against the rows they are of. */
final class Scrutiny {
  /** Of a large set, so many members are in memory at once. */
  private static final int PAGE_MEMBERS = 512;

  private static final long PAGE_BYTES = 1L << 20;

  private Scrutiny() {}

  static LeafCheck check(RowReader rows, BucketId bucket, Leaf leaf)
      throws RocksDBException, BeyondReach, DamagedBytes {
    byte[] prefix = RowKeys.digests(bucket, leaf);
    TreeMap<EntryKey, Long> digests = new TreeMap<>();
    rows.scan(
        prefix,
        (row, value) ->
            digests.put(
                new EntryKey(bucket, RowKeys.keyOf(row, prefix.length)), RowCodec.number(value)));
    List<Flaw> flaws = new ArrayList<>();
    long sum = 0;
    for (Map.Entry<EntryKey, Long> digest : digests.entrySet()) {
      sum += digest.getValue();
      check(rows, digest.getKey(), digest.getValue()).ifPresent(flaws::add);
    }
    return new LeafCheck(digests.size(), flaws, sum - number(rows, RowKeys.leaf(bucket, leaf)));
  }

  static Optional<Flaw> check(RowReader rows, EntryKey entry)
      throws RocksDBException, BeyondReach, DamagedBytes {
    return check(rows, entry, number(rows, RowKeys.digest(entry)));
  }

  private static Optional<Flaw> check(RowReader rows, EntryKey entry, long kept)
      throws BeyondReach {
    Optional<Long> found;
    try {
      found = Optional.of(shown(rows, entry));
    } catch (RocksDBException | DamagedBytes unreadable) {
      found = Optional.empty();
    }
    return found.isPresent() && found.get() == kept
        ? Optional.empty()
        : Optional.of(new Flaw(entry, kept, found));
  }

  private static long number(RowReader rows, byte[] row)
      throws RocksDBException, BeyondReach, DamagedBytes {
    Optional<byte[]> value = rows.get(row);
    return value.isPresent() ? RowCodec.number(value.get()) : 0;
  }

  /** What the rows of a key show, in its digest. */
  private static long shown(RowReader rows, EntryKey entry)
      throws RocksDBException, BeyondReach, DamagedBytes {
    Optional<Element> after = Optional.empty();
    long sum = 0;
    do {
      Optional<EntryPage> page = EntryReader.page(rows, entry, after, PAGE_MEMBERS, PAGE_BYTES);
      if (page.isEmpty()) {
        return sum;
      }
      sum += digest(entry, page.get().state(), after.isEmpty());
      after = page.get().last();
    } while (after.isPresent());
    return sum;
  }

  /** Of a page; the head counts with the first one. */
  private static long digest(EntryKey entry, Crdt page, boolean first) {
    Crdt counted =
        page instanceof Parted parted && !first
            ? parted.with(DotSet.EMPTY, parted.parts(), parted.context())
            : page;
    return Digest.of(entry, Slice.whole(counted));
  }
}
