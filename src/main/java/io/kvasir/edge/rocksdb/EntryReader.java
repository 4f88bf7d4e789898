package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.causality.Dot;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.gossip.EntryPage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
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
    if (state instanceof OrSwot set) {
      List<RowCodec.Member> members = members(rows, RowKeys.elements(entry), scope);
      return Optional.of(new Slice(set(set, members), scope));
    }
    return Optional.of(new Slice(state, scope));
  }

  /** Reads up to {@code limit} members behind {@code after}, in the order of their rows. */
  static Optional<EntryPage> page(
      RowReader rows, EntryKey entry, Optional<Element> after, int limit)
      throws RocksDBException, BeyondReach, DamagedBytes {
    Optional<byte[]> head = rows.get(RowKeys.head(entry));
    if (head.isEmpty()) {
      return Optional.empty();
    }
    Crdt state = RowCodec.head(head.get());
    if (!(state instanceof OrSwot set)) {
      return Optional.of(new EntryPage(state, Optional.empty()));
    }
    MemberPage page = new MemberPage(RowKeys.elements(entry), limit);
    page.read(rows, after);
    return Optional.of(new EntryPage(set(set, page.members), page.last()));
  }

  /** Members as they are met, up to a limit. */
  private static final class MemberPage {
    private final List<RowCodec.Member> members = new ArrayList<>();
    private final byte[] prefix;
    private final int limit;
    private Optional<Element> newest = Optional.empty();
    private boolean isCut;

    MemberPage(byte[] prefix, int limit) {
      this.prefix = prefix;
      this.limit = limit;
    }

    void read(RowReader rows, Optional<Element> after)
        throws RocksDBException, BeyondReach, DamagedBytes {
      byte[] from = prefix;
      if (after.isPresent()) {
        byte[] row = RowKeys.element(prefix, after.get());
        from = Arrays.copyOf(row, row.length + 1);
      }
      rows.range(from, RowKeys.after(prefix), this::take);
    }

    private boolean take(byte[] key, byte[] value) throws DamagedBytes {
      isCut = members.size() == limit;
      if (isCut) {
        return false;
      }
      RowCodec.Member member = RowCodec.member(RowKeys.elementOf(key, prefix.length), value);
      put(members, member);
      newest = Optional.of(member.element());
      return true;
    }

    Optional<Element> last() {
      return isCut ? newest : Optional.empty();
    }
  }

  private static OrSwot set(OrSwot head, List<RowCodec.Member> members) {
    TreeMap<Element, DotSet> entries = new TreeMap<>();
    TreeMap<Dot, Long> ends = new TreeMap<>();
    for (RowCodec.Member member : members) {
      entries.put(member.element(), member.dots());
      ends.putAll(member.ends());
    }
    return new OrSwot(head.presence(), entries, head.context(), ends, head.expiry());
  }

  private static List<RowCodec.Member> members(RowReader rows, byte[] prefix, Scope scope)
      throws RocksDBException, BeyondReach, DamagedBytes {
    List<RowCodec.Member> members = new ArrayList<>();
    switch (scope) {
      case Scope.Whole() ->
          rows.scan(
              prefix,
              (key, value) ->
                  put(members, RowCodec.member(RowKeys.elementOf(key, prefix.length), value)));
      case Scope.Elements(SortedSet<Element> elements) -> {
        for (Element element : elements) {
          Optional<byte[]> row = rows.get(RowKeys.element(prefix, element));
          if (row.isPresent()) {
            put(members, RowCodec.member(RowKeys.inKey(element), row.get()));
          }
        }
      }
    }
    return members;
  }

  private static void put(List<RowCodec.Member> members, RowCodec.Member member)
      throws DamagedBytes {
    if (member.dots().isEmpty()) {
      throw new DamagedBytes("a member without dots");
    }
    members.add(member);
  }
}
