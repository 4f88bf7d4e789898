package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.causality.DotSet;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.OrSwot;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import java.util.Optional;
import java.util.SortedMap;
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
      SortedMap<Element, DotSet> members = members(rows, RowKeys.elements(entry), scope);
      return Optional.of(new Slice(new OrSwot(set.presence(), members, set.context()), scope));
    }
    return Optional.of(new Slice(state, scope));
  }

  private static SortedMap<Element, DotSet> members(RowReader rows, byte[] prefix, Scope scope)
      throws RocksDBException, BeyondReach, DamagedBytes {
    TreeMap<Element, DotSet> members = new TreeMap<>();
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

  private static void put(SortedMap<Element, DotSet> members, RowCodec.Member member)
      throws DamagedBytes {
    if (member.dots().isEmpty()) {
      throw new DamagedBytes("a member without dots");
    }
    members.put(member.element(), member.dots());
  }
}
