package io.kvasir.edge.memory;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.burial.Burials;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.crdt.Flaw;
import io.kvasir.core.crdt.IndexChange;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.gossip.EntryPage;
import io.kvasir.core.gossip.KeyDigests;
import io.kvasir.core.gossip.Leaf;
import io.kvasir.core.gossip.LeafCheck;
import io.kvasir.core.gossip.LeafSums;
import io.kvasir.core.gossip.SilentKeys;
import io.kvasir.core.handoff.Bookmark;
import io.kvasir.core.handoff.Excerpt;
import io.kvasir.core.handoff.Piece;
import io.kvasir.core.handoff.Place;
import io.kvasir.core.node.Actor;
import io.kvasir.core.replication.KeyPage;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.watch.JournalIndex;
import io.kvasir.core.watch.JournalPage;
import io.kvasir.core.watch.Mark;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.KeyTaking;
import io.kvasir.engine.port.Outgoing;
import io.kvasir.engine.port.PartitionStore;
import io.kvasir.engine.port.StandingStore;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Holds everything in memory, and calls completions at once on the thread that asks. Durable means
 * for as long as the process lives; so every process is a new actor.
 */
public final class MemoryStore implements PartitionStore, StandingStore {
  private static final int JOURNAL_CHANGES = 1 << 16;

  private final Actor actor;
  private final List<MemoryPartition> partitions;
  private final AtomicReference<Optional<Bytes>> standing = new AtomicReference<>(Optional.empty());

  /** Its monitor is held by who changes a key, so that a digest fits its sequence. */
  private final JournalIndex journal;

  /**
   * @param partitions how many the ring has
   * @param random where the actor comes from; must not be predictable or repeat
   */
  public MemoryStore(int partitions, RandomGenerator random) {
    this(partitions, random, JOURNAL_CHANGES);
  }

  /**
   * @param journalChanges how many are kept per bucket at least
   */
  MemoryStore(int partitions, RandomGenerator random, int journalChanges) {
    this.journal = new JournalIndex(journalChanges);
    this.actor = bear(random);
    this.partitions =
        IntStream.range(0, partitions)
            .mapToObj(number -> new MemoryPartition(new PartitionId(number)))
            .toList();
  }

  /** Who mints dots with what this store holds. */
  public Actor actor() {
    return actor;
  }

  @Override
  public void load(
      PartitionId partition, EntryKey entry, Scope scope, Completion<Optional<Slice>> completion) {
    completion.succeed(of(partition).load(entry, scope));
  }

  @Override
  public void commit(
      PartitionId partition,
      EntryKey entry,
      Slice slice,
      IndexChange index,
      Optional<Outgoing> outgoing,
      Completion<Void> completion) {
    synchronized (journal) {
      of(partition).commit(entry, slice, index, outgoing);
      journal.add(partition, entry, slice.state(), index.digest() != 0);
    }
    Completion.done(completion);
  }

  @Override
  public void drop(
      PartitionId partition, EntryKey entry, Slice remains, Completion<Void> completion) {
    synchronized (journal) {
      of(partition).drop(entry, remains);
      journal.remove(partition, entry);
    }
    Completion.done(completion);
  }

  @Override
  public void loadJournal(
      BucketId bucket, long after, int limit, Completion<JournalPage> completion) {
    JournalPage page;
    synchronized (journal) {
      page = journal.page(bucket, after, limit, this::digestOf);
    }
    completion.succeed(page);
  }

  @Override
  public void loadMark(PartitionId partition, EntryKey entry, Completion<Mark> completion) {
    Mark mark;
    synchronized (journal) {
      mark = journal.mark(partition, entry, this::digestOf);
    }
    completion.succeed(mark);
  }

  private long digestOf(PartitionId partition, EntryKey entry) {
    return of(partition).digestOf(entry);
  }

  @Override
  public void loadSilent(
      PartitionId partition,
      BucketId bucket,
      Optional<Key> after,
      int limit,
      Completion<SilentKeys> completion) {
    completion.succeed(of(partition).silent(bucket, after, limit));
  }

  @Override
  public void keep(Burials burials, long sequence, Completion<Void> completion) {
    of(burials.partition()).keep(burials, sequence);
    Completion.done(completion);
  }

  @Override
  public List<Burials> burials() {
    return partitions.stream().flatMap(partition -> partition.burials().stream()).toList();
  }

  @Override
  public void loadDue(
      PartitionId partition,
      List<BucketId> buckets,
      long untilMillis,
      int limit,
      Completion<List<Due>> completion) {
    completion.succeed(of(partition).due(buckets, untilMillis, limit));
  }

  @Override
  public void loadTrees(
      PartitionId partition,
      List<BucketId> buckets,
      Completion<SortedMap<BucketId, LeafSums>> completion) {
    completion.succeed(of(partition).trees(buckets));
  }

  @Override
  public void loadDigests(
      PartitionId partition,
      BucketId bucket,
      Leaf leaf,
      Optional<Key> after,
      int limit,
      Completion<KeyDigests> completion) {
    completion.succeed(of(partition).digests(bucket, leaf, after, limit));
  }

  @Override
  public void check(
      PartitionId partition, BucketId bucket, Leaf leaf, Completion<LeafCheck> completion) {
    completion.succeed(of(partition).check(bucket, leaf));
  }

  @Override
  public void check(PartitionId partition, EntryKey entry, Completion<Optional<Flaw>> completion) {
    completion.succeed(of(partition).check(entry));
  }

  /** Leaves are summed up when they are asked for: none is wrong by itself. */
  @Override
  public void correct(
      PartitionId partition,
      BucketId bucket,
      Leaf leaf,
      Optional<Key> key,
      long amount,
      Completion<Void> completion) {
    key.ifPresent(each -> of(partition).correct(new EntryKey(bucket, each), amount));
    Completion.done(completion);
  }

  @Override
  public void loadPage(
      PartitionId partition,
      EntryKey entry,
      Optional<Element> after,
      int limit,
      long limitBytes,
      Completion<Optional<EntryPage>> completion) {
    completion.succeed(of(partition).page(entry, after, limit, limitBytes));
  }

  @Override
  public void loadRange(
      SortedSet<PartitionId> wanted,
      BucketId bucket,
      KeyScan scan,
      RangeBytes bytes,
      Completion<KeyPage> completion) {
    TreeMap<Key, PartitionId> keys = new TreeMap<>(KeyScan.order(scan.reverse()));
    wanted.forEach(
        partition -> of(partition).keys(bucket, scan).forEach(key -> keys.put(key, partition)));
    KeyTaking taking = new KeyTaking(scan, bytes);
    for (Map.Entry<Key, PartitionId> each : keys.entrySet()) {
      if (taking.isFull()) {
        break;
      }
      EntryKey entry = new EntryKey(bucket, each.getKey());
      of(each.getValue())
          .load(entry, Scope.whole())
          .ifPresent(slice -> taking.take(each.getValue(), entry.key(), slice.state()));
    }
    completion.succeed(taking.page());
  }

  @Override
  public void loadOutgoing(
      PartitionId partition, long sequence, Completion<Optional<StoredOutgoing>> completion) {
    completion.succeed(of(partition).outgoing(sequence));
  }

  @Override
  public void trimOutgoing(PartitionId partition, long sequence) {
    of(partition).trimOutgoing(sequence);
  }

  @Override
  public List<OutgoingRef> outgoing() {
    return partitions.stream().flatMap(partition -> partition.outgoing().stream()).toList();
  }

  @Override
  public void dropBucket(BucketId bucket, Completion<Void> completion) {
    synchronized (journal) {
      partitions.forEach(partition -> partition.drop(bucket));
      journal.drop(bucket);
    }
    Completion.done(completion);
  }

  @Override
  public void read(
      PartitionId partition,
      SortedSet<BucketId> buckets,
      Optional<Place> after,
      int limitBytes,
      Completion<Excerpt> completion) {
    completion.succeed(of(partition).read(buckets, after, limitBytes));
  }

  @Override
  public void readPart(
      PartitionId partition,
      EntryKey entry,
      Optional<Element> after,
      int limitBytes,
      Completion<Optional<Piece>> completion) {
    completion.succeed(of(partition).readPart(entry, after, limitBytes));
  }

  @Override
  public void forget(
      PartitionId partition, SortedSet<BucketId> buckets, Completion<Void> completion) {
    synchronized (journal) {
      of(partition).forget(buckets);
      journal.forget(partition, buckets);
    }
    Completion.done(completion);
  }

  @Override
  public void saveBookmark(Bookmark bookmark, Completion<Void> completion) {
    of(bookmark.id().partition()).save(bookmark);
    Completion.done(completion);
  }

  @Override
  public List<Bookmark> bookmarks() {
    return partitions.stream()
        .flatMap(partition -> partition.bookmarks().stream())
        .sorted(Comparator.comparing(Bookmark::id))
        .toList();
  }

  @Override
  public SortedSet<PartitionId> partitionsHeld() {
    TreeSet<PartitionId> held = new TreeSet<>();
    for (int number = 0; number < partitions.size(); number++) {
      if (!partitions.get(number).isEmpty()) {
        held.add(new PartitionId(number));
      }
    }
    return held;
  }

  @Override
  public Optional<Bytes> loadStanding() {
    return standing.get();
  }

  @Override
  public void saveStanding(Bytes saved, Completion<Void> completion) {
    standing.set(Optional.of(saved));
    Completion.done(completion);
  }

  private MemoryPartition of(PartitionId partition) {
    return partitions.get(partition.number());
  }

  /** Actor 0 is nobody's: it stands in states that were never written. */
  private static Actor bear(RandomGenerator random) {
    long id = random.nextLong();
    while (id == 0) {
      id = random.nextLong();
    }
    return new Actor(id);
  }
}
