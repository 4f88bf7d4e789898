package io.kvasir.edge.wire;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.KeyRange;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.replication.KeyPage;
import io.kvasir.core.replication.KeyPage.Content;
import io.kvasir.core.replication.PageQuery;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.edge.wire.proto.PeerProto;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Questions for keys in a range, and the pages that answer them. */
final class KeyPageCodec {
  private KeyPageCodec() {}

  static PeerProto.FetchPage.Builder encode(PageQuery query) {
    KeyScan scan = query.scan();
    PeerProto.FetchPage.Builder target =
        PeerProto.FetchPage.newBuilder()
            .setBucket(query.bucket().name().value())
            .setGeneration(query.bucket().generation())
            .setFrom(ValueCodec.view(scan.range().from()))
            .setLimit(scan.limit())
            .setBytes(query.bytes())
            .setReverse(scan.reverse())
            .setKeysOnly(scan.keysOnly());
    scan.range().to().map(ValueCodec::view).ifPresent(target::setTo);
    query.partitions().forEach(partition -> target.addPartitions(partition.number()));
    return target;
  }

  static PageQuery decode(PeerProto.FetchPage source) {
    Optional<Bytes> to =
        source.hasTo() ? Optional.of(ValueCodec.copy(source.getTo())) : Optional.empty();
    KeyRange range = new KeyRange(ValueCodec.copy(source.getFrom()), to);
    return new PageQuery(
        new BucketId(new BucketName(source.getBucket()), source.getGeneration()),
        partitions(source.getPartitionsList()),
        new KeyScan(range, source.getLimit(), source.getReverse(), source.getKeysOnly()),
        source.getBytes());
  }

  static SortedSet<PartitionId> partitions(List<Integer> numbers) {
    TreeSet<PartitionId> partitions = new TreeSet<>();
    numbers.forEach(number -> partitions.add(new PartitionId(number)));
    return partitions;
  }

  static PeerProto.PageFetched.Builder encode(KeyPage page, SortedSet<PartitionId> refused) {
    PeerProto.PageFetched.Builder target =
        PeerProto.PageFetched.newBuilder().setMore(page.last().isPresent());
    page.items().forEach(held -> target.addItems(encode(held)));
    refused.forEach(partition -> target.addRefused(partition.number()));
    return target;
  }

  private static PeerProto.HeldKey encode(KeyPage.Held held) {
    PeerProto.HeldKey.Builder target =
        PeerProto.HeldKey.newBuilder()
            .setKey(held.key().value())
            .setPartition(held.partition().number());
    switch (held.content()) {
      case Content.State(Crdt state) -> target.setState(StateCodec.encode(state));
      case Content.Glimpse(long digest, boolean isPresent) -> {
        if (isPresent) {
          target.setShown(digest);
        } else {
          target.setHidden(digest);
        }
      }
      case Content.TooLong() -> target.setTooLong(PeerProto.Empty.getDefaultInstance());
    }
    return target.build();
  }

  static KeyPage decode(PeerProto.PageFetched source) {
    List<KeyPage.Held> items = source.getItemsList().stream().map(KeyPageCodec::decode).toList();
    if (source.getMore() && items.isEmpty()) {
      throw new IllegalArgumentException("a page that ends nowhere");
    }
    return new KeyPage(
        items, source.getMore() ? Optional.of(items.getLast().key()) : Optional.empty());
  }

  private static KeyPage.Held decode(PeerProto.HeldKey source) {
    Content content =
        switch (source.getContentCase()) {
          case STATE -> new Content.State(StateCodec.decode(source.getState()));
          case SHOWN -> new Content.Glimpse(source.getShown(), true);
          case HIDDEN -> new Content.Glimpse(source.getHidden(), false);
          case TOO_LONG -> new Content.TooLong();
          case CONTENT_NOT_SET -> throw new IllegalArgumentException("a key without content");
        };
    return new KeyPage.Held(
        new PartitionId(source.getPartition()), new Key(source.getKey()), content);
  }
}
