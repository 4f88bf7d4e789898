package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.handoff.Bookmark;
import io.kvasir.core.handoff.TransferId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import java.util.Optional;
import java.util.TreeSet;

/** How far a transfer came, as a row; partition and number of replicas are in its key. */
final class BookmarkCodec {
  private static final int COMPLETE = 1;
  private static final int WITH_SOURCE = 2;
  private static final int WITH_ENTRY = 4;

  private BookmarkCodec() {}

  static byte[] encode(Bookmark bookmark) {
    int flags =
        (bookmark.complete() ? COMPLETE : 0)
            | (bookmark.source().isPresent() ? WITH_SOURCE : 0)
            | (bookmark.behind().isPresent() ? WITH_ENTRY : 0);
    ByteSink sink = new ByteSink().varint(bookmark.id().epoch()).u8(flags);
    sink.varint(bookmark.since()).varint(bookmark.finished().size());
    bookmark.finished().forEach(node -> sink.text(node.value()));
    bookmark.source().ifPresent(node -> sink.text(node.value()));
    bookmark.behind().ifPresent(entry -> CausalCodec.write(sink, entry));
    return sink.toArray();
  }

  static Bookmark decode(PartitionId partition, byte[] key, byte[] row) throws DamagedBytes {
    int replicas = RowKeys.replicasOf(key);
    return CheckedRow.read(key, row, source -> decode(partition, replicas, source));
  }

  private static Bookmark decode(PartitionId partition, int replicas, ByteSource source)
      throws DamagedBytes {
    TransferId id = new TransferId(source.varint(), partition, replicas);
    int flags = source.u8();
    long since = source.varint();
    int count = source.count(1);
    TreeSet<NodeId> finished = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      finished.add(new NodeId(source.text()));
    }
    Optional<NodeId> from =
        (flags & WITH_SOURCE) != 0 ? Optional.of(new NodeId(source.text())) : Optional.empty();
    Optional<EntryKey> behind =
        (flags & WITH_ENTRY) != 0 ? Optional.of(CausalCodec.entry(source)) : Optional.empty();
    return new Bookmark(id, since, finished, from, behind, (flags & COMPLETE) != 0);
  }
}
