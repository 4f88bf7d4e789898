package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Part;
import io.kvasir.core.crdt.Parted;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.handoff.Excerpt;
import io.kvasir.core.handoff.Piece;
import io.kvasir.core.handoff.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.rocksdb.RocksDBException;

/** Reads the entries of one partition in their order, as much at a time as is asked for. */
final class PageReader {
  /** Entries are looked up one by one; so many at most per page. */
  private static final int MAX_ENTRIES = 2_048;

  private final RowReader rows;
  private final int limitBytes;
  private final List<Piece> pieces = new ArrayList<>();
  private long bytes;

  private PageReader(RowReader rows, int limitBytes) {
    this.rows = rows;
    this.limitBytes = limitBytes;
  }

  static Excerpt read(
      RowReader rows, SortedSet<BucketId> buckets, Optional<Place> after, int limitBytes)
      throws RocksDBException, BeyondReach, DamagedBytes {
    PageReader page = new PageReader(rows, limitBytes);
    boolean last = page.fill(buckets, after);
    return new Excerpt(page.pieces, page.bytes, last ? 0 : page.left(buckets), last);
  }

  /** Some members of an entry; empty when there is no such entry. */
  static Optional<Piece> readPart(
      RowReader rows, EntryKey entry, Optional<Element> after, int limitBytes)
      throws RocksDBException, BeyondReach, DamagedBytes {
    return new PageReader(rows, limitBytes).part(entry, after);
  }

  /** Whether nothing follows. */
  private boolean fill(SortedSet<BucketId> buckets, Optional<Place> after)
      throws RocksDBException, BeyondReach, DamagedBytes {
    if (after.flatMap(Place::element).isPresent()) {
      Optional<Piece> part = part(after.get().entry(), after.get().element());
      if (part.isPresent()) {
        pieces.add(part.get());
        return false;
      }
    }
    for (BucketId bucket : rest(buckets, after)) {
      Optional<EntryKey> behind =
          after.map(Place::entry).filter(entry -> entry.bucket().equals(bucket));
      if (!fill(bucket, behind)) {
        return false;
      }
    }
    return true;
  }

  private static NavigableSet<BucketId> rest(SortedSet<BucketId> buckets, Optional<Place> after) {
    TreeSet<BucketId> all = new TreeSet<>(buckets);
    return after.map(place -> all.tailSet(place.entry().bucket(), true)).orElse(all);
  }

  /** Whether all of the bucket was read. */
  private boolean fill(BucketId bucket, Optional<EntryKey> behind)
      throws RocksDBException, BeyondReach, DamagedBytes {
    byte[] prefix = RowKeys.heads(bucket);
    byte[] from = behind.map(RowKeys::head).map(RowKeys::successor).orElse(prefix);
    List<EntryKey> entries = new ArrayList<>();
    List<Long> sizes = new ArrayList<>();
    long[] budget = {limitBytes - bytes};
    rows.range(
        from,
        RowKeys.after(prefix),
        (key, value) -> {
          entries.add(new EntryKey(bucket, RowKeys.keyOf(key, prefix.length)));
          sizes.add((long) key.length + value.length);
          budget[0] -= key.length + value.length;
          return budget[0] > 0 && entries.size() < MAX_ENTRIES;
        });
    for (int i = 0; i < entries.size(); i++) {
      if (!add(entries.get(i), sizes.get(i))) {
        return false;
      }
    }
    return budget[0] > 0 && entries.size() < MAX_ENTRIES;
  }

  /** Whether there is room for more. */
  private boolean add(EntryKey entry, long headBytes)
      throws RocksDBException, BeyondReach, DamagedBytes {
    long members = membersBytes(RowKeys.elements(entry));
    long size = headBytes + members;
    if (!pieces.isEmpty() && bytes + size > limitBytes) {
      return false;
    }
    boolean isLong = members > 0 && size > limitBytes;
    Optional<Piece> piece = isLong ? part(entry, Optional.empty()) : whole(entry);
    piece.ifPresent(pieces::add);
    bytes += isLong ? 0 : size;
    return !isLong;
  }

  /** Counts no further than there can be room for. */
  private long membersBytes(byte[] prefix) throws RocksDBException, BeyondReach, DamagedBytes {
    long[] sum = {0};
    rows.range(
        prefix,
        RowKeys.after(prefix),
        (key, value) -> {
          sum[0] += key.length + value.length;
          return sum[0] <= limitBytes;
        });
    return sum[0];
  }

  private Optional<Piece> whole(EntryKey entry) throws RocksDBException, BeyondReach, DamagedBytes {
    return EntryReader.read(rows, entry, Scope.whole()).map(slice -> Piece.whole(entry, slice));
  }

  private Optional<Piece> part(EntryKey entry, Optional<Element> after)
      throws RocksDBException, BeyondReach, DamagedBytes {
    Optional<byte[]> head = rows.get(RowKeys.head(entry));
    if (head.isEmpty()) {
      return Optional.empty();
    }
    Crdt state = RowCodec.head(head.get());
    if (!(state instanceof Parted parted)) {
      return Optional.of(
          new Piece(
              entry, new Slice(state, new Scope.Elements(new TreeSet<>())), Optional.empty()));
    }
    return Optional.of(part(entry, parted, after));
  }

  private Piece part(EntryKey entry, Parted head, Optional<Element> after)
      throws RocksDBException, BeyondReach, DamagedBytes {
    byte[] prefix = RowKeys.elements(entry);
    byte[] from =
        after.map(last -> RowKeys.successor(RowKeys.element(prefix, last))).orElse(prefix);
    TreeMap<Element, Part> parts = new TreeMap<>();
    List<Element> inOrder = new ArrayList<>();
    long[] sum = {0};
    boolean[] more = {false};
    rows.range(
        from,
        RowKeys.after(prefix),
        (key, value) -> {
          sum[0] += key.length + value.length;
          more[0] = !parts.isEmpty() && sum[0] > limitBytes;
          if (!more[0]) {
            RowCodec.PartRow row =
                RowCodec.part(head, RowKeys.elementOf(key, prefix.length), value);
            parts.put(row.element(), row.part());
            inOrder.add(row.element());
          }
          return !more[0];
        });
    bytes += Math.min(sum[0], limitBytes);
    Scope scope = new Scope.Elements(parts.navigableKeySet());
    Optional<Element> last = more[0] ? Optional.of(inOrder.getLast()) : Optional.empty();
    return new Piece(entry, new Slice(head.with(parts), scope), last);
  }

  /** About how much lies behind what was read. */
  private long left(SortedSet<BucketId> buckets) {
    EntryKey last = pieces.getLast().entry();
    long left = 0;
    for (BucketId bucket : buckets.tailSet(last.bucket())) {
      byte[] prefix = RowKeys.bucket(bucket);
      byte[] from = bucket.equals(last.bucket()) ? RowKeys.head(last) : prefix;
      left += rows.estimateBytes(from, RowKeys.after(prefix));
    }
    return left;
  }
}
