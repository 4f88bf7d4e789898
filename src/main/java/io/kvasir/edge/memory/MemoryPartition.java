package io.kvasir.edge.memory;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.gossip.DigestIndex;
import io.kvasir.core.gossip.EntryPage;
import io.kvasir.core.gossip.KeyDigests;
import io.kvasir.core.gossip.Leaf;
import io.kvasir.core.gossip.LeafSums;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.engine.port.Outgoing;
import io.kvasir.engine.port.PartitionStore.OutgoingRef;
import io.kvasir.engine.port.PartitionStore.StoredOutgoing;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The rows of one partition. Each method is one atomic step; none waits for anything but these. */
final class MemoryPartition {
  private final PartitionId id;
  private final TreeMap<BucketId, TreeMap<Key, MemoryEntry>> buckets = new TreeMap<>();
  private final TreeMap<Long, StoredOutgoing> outgoing = new TreeMap<>();
  private final DigestIndex digests = new DigestIndex();

  MemoryPartition(PartitionId id) {
    this.id = id;
  }

  synchronized Optional<Slice> load(EntryKey entry, Scope scope) {
    TreeMap<Key, MemoryEntry> bucket = buckets.get(entry.bucket());
    return Optional.ofNullable(bucket)
        .flatMap(entries -> Optional.ofNullable(entries.get(entry.key())))
        .map(stored -> stored.slice(scope));
  }

  synchronized void commit(
      EntryKey entry, Slice slice, long digestChange, Optional<Outgoing> delta) {
    digests.change(entry, digestChange);
    TreeMap<Key, MemoryEntry> bucket =
        buckets.computeIfAbsent(entry.bucket(), id -> new TreeMap<>());
    MemoryEntry stored = bucket.get(entry.key());
    if (stored == null) {
      bucket.put(entry.key(), new MemoryEntry(slice));
    } else {
      stored.replace(slice);
    }
    delta.ifPresent(filed -> outgoing.put(filed.sequence(), new StoredOutgoing(entry, filed)));
  }

  synchronized SortedMap<BucketId, LeafSums> trees(List<BucketId> wanted) {
    TreeMap<BucketId, LeafSums> trees = new TreeMap<>();
    for (BucketId bucket : wanted) {
      LeafSums tree = digests.sums(bucket);
      if (!tree.isEmpty()) {
        trees.put(bucket, tree);
      }
    }
    return trees;
  }

  synchronized KeyDigests digests(BucketId bucket, Leaf leaf, Optional<Key> after, int limit) {
    return digests.keys(bucket, leaf, after, limit);
  }

  synchronized Optional<EntryPage> page(EntryKey entry, Optional<Element> after, int limit) {
    return load(entry, Scope.whole()).map(whole -> EntryPage.of(whole.state(), after, limit));
  }

  synchronized Optional<StoredOutgoing> outgoing(long sequence) {
    return Optional.ofNullable(outgoing.get(sequence));
  }

  synchronized void trimOutgoing(long sequence) {
    outgoing.headMap(sequence).clear();
  }

  synchronized List<OutgoingRef> outgoing() {
    return outgoing.values().stream()
        .map(
            stored ->
                new OutgoingRef(
                    id, stored.outgoing().sequence(), stored.entry(), stored.outgoing().replicas()))
        .toList();
  }

  synchronized void drop(BucketId bucket) {
    digests.drop(bucket);
    buckets
        .keySet()
        .removeIf(
            held -> held.name().equals(bucket.name()) && held.generation() <= bucket.generation());
  }
}
