package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Ascending;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Part;
import io.kvasir.core.crdt.Parted;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.gossip.EntryPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.rocksdb.RocksDBException;

/** Puts the rows of one key together. */
final class EntryReader {
  private EntryReader() {}

  static Optional<Slice> read(RowReader rows, EntryKey entry, Scope scope)
      throws RocksDBException, BeyondReach, DamagedBytes {
    Optional<byte[]> head = rows.get(RowKeys.head(entry));
    if (head.isEmpty()) {
      return Optional.empty();
    }
    Crdt state = RowCodec.head(head.get());
    if (!(state instanceof Parted parted)) {
      return Optional.of(new Slice(state, scope));
    }
    byte[] prefix = RowKeys.elements(entry);
    SortedMap<Element, Part> parts = parts(rows, prefix, parted, scope);
    boolean isAll = parts.isEmpty() && parted.presence().isEmpty() && isEmpty(rows, prefix);
    return Optional.of(new Slice(parted.with(parts), isAll ? Scope.whole() : scope));
  }

  /** A state and how many bytes its rows take. */
  record Sized(Crdt state, long bytes) {}

  /**
   * Reads the whole of a key whose head was read; empty when it takes more than {@code limitBytes}.
   */
  static Optional<Sized> within(RowReader rows, EntryKey entry, byte[] head, int limitBytes)
      throws RocksDBException, BeyondReach, DamagedBytes {
    Crdt state = RowCodec.head(head);
    if (!(state instanceof Parted parted)) {
      return Optional.of(new Sized(state, head.length));
    }
    byte[] prefix = RowKeys.elements(entry);
    Ascending<Element, Part> parts = new Ascending<>();
    long[] sum = {head.length};
    rows.range(
        prefix,
        RowKeys.after(prefix),
        (key, value) -> {
          sum[0] += key.length + value.length;
          if (sum[0] <= limitBytes) {
            put(parts, RowCodec.part(parted, RowKeys.elementOf(key, prefix.length), value));
          }
          return sum[0] <= limitBytes;
        });
    return sum[0] <= limitBytes
        ? Optional.of(new Sized(parted.with(parts.toMap()), sum[0]))
        : Optional.empty();
  }

  private static boolean isEmpty(RowReader rows, byte[] prefix)
      throws RocksDBException, BeyondReach, DamagedBytes {
    List<byte[]> found = new ArrayList<>();
    rows.range(
        prefix,
        RowKeys.after(prefix),
        (key, value) -> {
          found.add(key);
          return false;
        });
    return found.isEmpty();
  }

  /**
   * Reads up to {@code limit} parts behind {@code after}, in the order of their rows, and about
   * {@code limitBytes} of them, but one in any case.
   */
  static Optional<EntryPage> page(
      RowReader rows, EntryKey entry, Optional<Element> after, int limit, long limitBytes)
      throws RocksDBException, BeyondReach, DamagedBytes {
    Optional<byte[]> head = rows.get(RowKeys.head(entry));
    if (head.isEmpty()) {
      return Optional.empty();
    }
    Crdt state = RowCodec.head(head.get());
    if (!(state instanceof Parted parted)) {
      return Optional.of(new EntryPage(state, Optional.empty()));
    }
    PartPage page = new PartPage(RowKeys.elements(entry), parted, limit, limitBytes);
    page.read(rows, after);
    return Optional.of(new EntryPage(parted.with(page.parts.toMap()), page.last()));
  }

  /** Parts as they are met, up to a limit. */
  private static final class PartPage {
    private final Ascending<Element, Part> parts = new Ascending<>();
    private final byte[] prefix;
    private final Parted head;
    private final int limit;
    private final long limitBytes;
    private int taken;
    private long bytes;
    private Optional<Element> newest = Optional.empty();
    private boolean isCut;

    PartPage(byte[] prefix, Parted head, int limit, long limitBytes) {
      this.prefix = prefix;
      this.head = head;
      this.limit = limit;
      this.limitBytes = limitBytes;
    }

    void read(RowReader rows, Optional<Element> after)
        throws RocksDBException, BeyondReach, DamagedBytes {
      byte[] from =
          after.map(last -> RowKeys.successor(RowKeys.element(prefix, last))).orElse(prefix);
      rows.range(from, RowKeys.after(prefix), this::take);
    }

    private boolean take(byte[] key, byte[] value) throws DamagedBytes {
      bytes += key.length + value.length;
      isCut = taken == limit || (taken > 0 && bytes > limitBytes);
      if (isCut) {
        return false;
      }
      RowCodec.PartRow row = RowCodec.part(head, RowKeys.elementOf(key, prefix.length), value);
      put(parts, row);
      taken++;
      newest = Optional.of(row.element());
      return true;
    }

    Optional<Element> last() {
      return isCut ? newest : Optional.empty();
    }
  }

  private static SortedMap<Element, Part> parts(
      RowReader rows, byte[] prefix, Parted head, Scope scope)
      throws RocksDBException, BeyondReach, DamagedBytes {
    Ascending<Element, Part> parts = new Ascending<>();
    switch (scope) {
      case Scope.Whole() ->
          rows.scan(
              prefix,
              (key, value) ->
                  put(parts, RowCodec.part(head, RowKeys.elementOf(key, prefix.length), value)));
      case Scope.Elements(SortedSet<Element> elements) -> {
        for (Element element : elements) {
          Optional<byte[]> row = rows.get(RowKeys.element(prefix, element));
          if (row.isPresent()) {
            put(parts, RowCodec.part(head, RowKeys.inKey(element), row.get()));
          }
        }
      }
    }
    return parts.toMap();
  }

  private static void put(Ascending<Element, Part> parts, RowCodec.PartRow row) {
    parts.add(row.element(), row.part());
  }
}
