package io.kvasir.edge.memory;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.KeyRange;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.burial.Burials;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Digest;
import io.kvasir.core.crdt.Flaw;
import io.kvasir.core.crdt.IndexChange;
import io.kvasir.core.crdt.Part;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.gossip.DigestIndex;
import io.kvasir.core.gossip.EndIndex;
import io.kvasir.core.gossip.EntryPage;
import io.kvasir.core.gossip.KeyDigests;
import io.kvasir.core.gossip.Leaf;
import io.kvasir.core.gossip.LeafCheck;
import io.kvasir.core.gossip.LeafSums;
import io.kvasir.core.gossip.SilentKeys;
import io.kvasir.core.handoff.Bookmark;
import io.kvasir.core.handoff.Excerpt;
import io.kvasir.core.handoff.Pages;
import io.kvasir.core.handoff.Piece;
import io.kvasir.core.handoff.Place;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.engine.port.Outgoing;
import io.kvasir.engine.port.PartitionStore.Due;
import io.kvasir.engine.port.PartitionStore.OutgoingRef;
import io.kvasir.engine.port.PartitionStore.StoredOutgoing;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** The rows of one partition. Each method is one atomic step; none waits for anything but these. */
final class MemoryPartition {
  private static final Key FIRST = new Key("\0");

  private final PartitionId id;
  private final Shelf shelf = new Shelf();
  private final TreeMap<EntryKey, MemoryEntry> entries = new TreeMap<>();
  private final TreeMap<Integer, Burials> burials = new TreeMap<>();
  private final TreeMap<Integer, Bookmark> bookmarks = new TreeMap<>();
  private final TreeMap<Long, StoredOutgoing> outgoing = new TreeMap<>();
  private final DigestIndex digests = new DigestIndex();
  private final EndIndex ends = new EndIndex();

  MemoryPartition(PartitionId id) {
    this.id = id;
  }

  synchronized Optional<Slice> load(EntryKey entry, Scope scope) {
    return Optional.ofNullable(entries.get(entry)).map(stored -> stored.slice(scope));
  }

  synchronized void commit(
      EntryKey entry, Slice slice, IndexChange index, Optional<Outgoing> delta) {
    digests.change(entry, index.digest());
    ends.change(entry, index);
    MemoryEntry stored = entries.get(entry);
    if (stored == null) {
      entries.put(entry, new MemoryEntry(slice));
    } else {
      stored.replace(slice);
    }
    delta.ifPresent(filed -> outgoing.put(filed.sequence(), new StoredOutgoing(entry, filed)));
  }

  synchronized long digestOf(EntryKey entry) {
    return digests.digestOf(entry);
  }

  synchronized void drop(EntryKey entry, Slice remains) {
    entries.remove(entry);
    digests.remove(entry);
    ends.change(entry, IndexChange.end(remains));
  }

  synchronized SilentKeys silent(BucketId bucket, Optional<Key> after, int limit) {
    return digests.silent(bucket, after, limit);
  }

  synchronized void keep(Burials kept, long sequence) {
    burials.put(kept.replicas(), kept);
    trimOutgoing(sequence);
  }

  synchronized List<Burials> burials() {
    return List.copyOf(burials.values());
  }

  synchronized List<Due> due(List<BucketId> buckets, long untilMillis, int limit) {
    return ends.due(buckets, untilMillis, limit).stream()
        .map(each -> new Due(each.entry(), each.end()))
        .toList();
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

  synchronized LeafCheck check(BucketId bucket, Leaf leaf) {
    return digests.check(bucket, leaf, this::shown);
  }

  synchronized Optional<Flaw> check(EntryKey entry) {
    return digests.check(entry, shown(entry));
  }

  private Optional<Long> shown(EntryKey entry) {
    return Optional.of(load(entry, Scope.whole()).map(whole -> Digest.of(entry, whole)).orElse(0L));
  }

  synchronized void correct(EntryKey entry, long amount) {
    digests.change(entry, amount);
  }

  synchronized Optional<EntryPage> page(
      EntryKey entry, Optional<Element> after, int limit, long limitBytes) {
    return load(entry, Scope.whole())
        .map(whole -> EntryPage.of(whole.state(), after, limit, limitBytes));
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
                    id,
                    stored.outgoing().sequence(),
                    stored.entry(),
                    stored.outgoing().replicas(),
                    0))
        .toList();
  }

  synchronized void drop(BucketId bucket) {
    digests.drop(bucket);
    ends.drop(bucket);
    EntryKey first = new EntryKey(new BucketId(bucket.name(), 0), FIRST);
    entries.tailMap(first).keySet().stream()
        .takeWhile(entry -> entry.bucket().compareTo(bucket) <= 0)
        .toList()
        .forEach(entries::remove);
  }

  /** The first keys in a range, one more than the scan's limit if there are so many. */
  synchronized List<Key> keys(BucketId bucket, KeyScan scan) {
    KeyRange range = scan.range();
    NavigableMap<EntryKey, MemoryEntry> within =
        entries.tailMap(new EntryKey(bucket, range.floor().orElse(FIRST)), true);
    Optional<EntryKey> end = end(bucket, range).filter(key -> !within.isEmpty());
    NavigableMap<EntryKey, MemoryEntry> between =
        end.isPresent() && end.get().compareTo(within.firstKey()) > 0
            ? within.headMap(end.get(), false)
            : within;
    return (scan.reverse() ? between.descendingMap() : between)
        .keySet().stream()
            .filter(entry -> entry.bucket().equals(bucket))
            .map(EntryKey::key)
            .filter(range::contains)
            .limit(scan.limit() + 1L)
            .toList();
  }

  /** What all entries in the range are below, if it can be told. */
  private static Optional<EntryKey> end(BucketId bucket, KeyRange range) {
    Optional<EntryKey> next =
        bucket.generation() == Integer.MAX_VALUE
            ? Optional.empty()
            : Optional.of(
                new EntryKey(new BucketId(bucket.name(), bucket.generation() + 1), FIRST));
    return range.ceiling().map(key -> new EntryKey(bucket, key)).or(() -> next);
  }

  synchronized Excerpt read(SortedSet<BucketId> buckets, Optional<Place> after, int limitBytes) {
    return Pages.cut(shelf, buckets, after, limitBytes);
  }

  synchronized Optional<Piece> readPart(EntryKey entry, Optional<Element> after, int limitBytes) {
    return entries.containsKey(entry)
        ? Optional.of(Pages.part(shelf, entry, after, limitBytes))
        : Optional.empty();
  }

  synchronized void forget(SortedSet<BucketId> buckets) {
    entries.keySet().removeIf(entry -> buckets.contains(entry.bucket()));
    buckets.forEach(digests::forget);
    buckets.forEach(ends::forget);
  }

  synchronized void save(Bookmark bookmark) {
    bookmarks.put(bookmark.id().replicas(), bookmark);
  }

  synchronized List<Bookmark> bookmarks() {
    return List.copyOf(bookmarks.values());
  }

  synchronized boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Used within the methods of this, and no longer than they take. */
  private final class Shelf implements Pages.Shelf {
    @Override
    public NavigableSet<EntryKey> keys() {
      return entries.navigableKeySet();
    }

    @Override
    public Crdt head(EntryKey entry) {
      return stored(entry).head();
    }

    @Override
    public SortedMap<Element, Part> parts(EntryKey entry) {
      return stored(entry).parts();
    }

    private MemoryEntry stored(EntryKey entry) {
      MemoryEntry stored = entries.get(entry);
      if (stored == null) {
        throw new IllegalArgumentException("nothing is stored under " + entry);
      }
      return stored;
    }
  }
}
