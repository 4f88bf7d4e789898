package io.kvasir.edge.rocksdb;

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
import io.kvasir.core.watch.JournalPage;
import io.kvasir.core.watch.Mark;
import io.kvasir.edge.rocksdb.DataDirectoryRefused.Reason;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.Outgoing;
import io.kvasir.engine.port.PartitionStore;
import io.kvasir.engine.port.StandingStore;
import io.kvasir.engine.port.StorageFault;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.rocksdb.RocksDBException;

/**
 * The durable state of one node: a data directory, held and open. Commits are written in groups by
 * one thread; reads are answered from memory on the thread that asks, or by a few threads from the
 * disk. After the first failed commit nothing is written any more ({@link #isWritable}), reads go
 * on.
 */
public final class RocksDbStore implements PartitionStore, StandingStore, AutoCloseable {
  private static final long CLOSE_MILLIS = 10_000;

  private final DataDirectory directory;
  private final Session session;
  private final DatabaseOpener.Opened opened;
  private final StoreCounters counters;
  private final Gate gate = new Gate();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final int partitions;
  private final OutgoingTrims trims;
  private final DurableView durable;
  private final GroupViews views;
  private final GroupCommit commits;
  private final Reads pool;
  private final StoreReads reads;
  private final DigestReads digests;
  private final EndReads ends;
  private final RangeReads ranges;
  private final GroupReads groupReads;
  private final GroupStore groups;

  private RocksDbStore(
      DataDirectory directory,
      Session session,
      DatabaseOpener.Opened opened,
      GroupPlaces places,
      Journal journal,
      StoreConfig config,
      StoreCounters counters) {
    this.directory = directory;
    this.session = session;
    this.opened = opened;
    this.counters = counters;
    this.partitions = config.partitions();
    Database database = opened.database();
    this.trims = new OutgoingTrims(partitions);
    this.durable = new DurableView(database.rocks());
    this.views = new GroupViews(database.rocks(), System::nanoTime);
    this.commits =
        new GroupCommit(
            new DatabaseWriter(opened, durable, views, trims, journal, counters),
            config.queueCommits(),
            counters);
    this.pool = new Reads(config.readThreads(), config.queueReads(), gate, counters);
    this.reads = new StoreReads(database, durable, trims, pool, counters);
    this.digests = new DigestReads(reads);
    this.ends = new EndReads(reads);
    this.ranges = new RangeReads(database, durable, pool, counters);
    this.groupReads = new GroupReads(database, places, views, pool, counters);
    this.groups =
        new RocksDbGroupStore(
            places, groupReads, this::submit, () -> atStart(groupReads::groups), views, gate);
  }

  /**
   * Opens the directory, or makes a new one. Blocks.
   *
   * @param random where actors come from; must not be predictable or repeat
   * @throws DataDirectoryRefused when it cannot be used
   */
  public static RocksDbStore open(StoreConfig config, RandomGenerator random) {
    return open(config, random, Session.boot());
  }

  static RocksDbStore open(StoreConfig config, RandomGenerator random, String boot) {
    RocksLibrary.load();
    DataDirectory directory = DataDirectory.lock(config.directory());
    boolean open = false;
    try {
      Session session = Session.prepare(directory, config, random, boot);
      RocksDbStore store = start(directory, config, session);
      open = true;
      return store;
    } finally {
      if (!open) {
        directory.close();
      }
    }
  }

  private static RocksDbStore start(DataDirectory directory, StoreConfig config, Session session) {
    DatabaseOpener.Opened opened = DatabaseOpener.open(directory, config, session);
    boolean started = false;
    try {
      StoreCounters counters = new StoreCounters();
      Journal journal = journal(directory, opened, config, counters);
      GroupPlaces places = new Recovery(directory, session, opened, journal).run(counters);
      RocksDbStore store =
          new RocksDbStore(directory, session, opened, places, journal, config, counters);
      store.commits.start();
      started = true;
      return store;
    } finally {
      if (!started) {
        opened.close();
      }
    }
  }

  private static Journal journal(
      DataDirectory directory,
      DatabaseOpener.Opened opened,
      StoreConfig config,
      StoreCounters counters) {
    try {
      return Journal.open(opened.database(), config.journalChanges(), counters);
    } catch (RocksDBException | DamagedBytes damaged) {
      throw directory.refused(new Reason.Damaged(String.valueOf(damaged.getMessage())));
    } catch (BeyondReach impossible) {
      throw new AssertionError("nothing is beyond the disk", impossible);
    }
  }

  /** Who mints dots with what this store holds. */
  public Actor actor() {
    return session.actor();
  }

  public Opening opening() {
    return session.opening();
  }

  /** Whether commits can succeed. Once false, it stays so until the store is opened anew. */
  public boolean isWritable() {
    return failure().isEmpty();
  }

  /** What ended all commits. */
  public Optional<StorageFault> failure() {
    return commits.failure();
  }

  public StoreStatistics statistics() {
    return counters.snapshot(commits.queueDepth());
  }

  /** The logs and states of all groups of the node. */
  public GroupStore groups() {
    return groups;
  }

  @Override
  public void load(
      PartitionId partition, EntryKey entry, Scope scope, Completion<Optional<Slice>> completion) {
    requirePartition(partition);
    reads.entry(partition, entry, scope, completion);
  }

  @Override
  public void commit(
      PartitionId partition,
      EntryKey entry,
      Slice slice,
      IndexChange index,
      Optional<Outgoing> outgoing,
      Completion<Void> completion) {
    requirePartition(partition);
    submit(Commit.of(partition, entry, slice, index, outgoing), completion);
  }

  @Override
  public void drop(
      PartitionId partition, EntryKey entry, Slice remains, Completion<Void> completion) {
    requirePartition(partition);
    submit(Commit.ofDrop(partition, entry, remains), completion);
  }

  @Override
  public void loadJournal(
      BucketId bucket, long after, int limit, Completion<JournalPage> completion) {
    reads.journal(bucket, after, limit, completion);
  }

  @Override
  public void loadMark(PartitionId partition, EntryKey entry, Completion<Mark> completion) {
    requirePartition(partition);
    reads.mark(partition, entry, completion);
  }

  @Override
  public void loadSilent(
      PartitionId partition,
      BucketId bucket,
      Optional<Key> after,
      int limit,
      Completion<SilentKeys> completion) {
    requirePartition(partition);
    digests.silent(partition, bucket, after, limit, completion);
  }

  /** What is trimmed is written with the group of the commit, or was with an earlier one. */
  @Override
  public void keep(Burials burials, long sequence, Completion<Void> completion) {
    requirePartition(burials.partition());
    trims.trim(burials.partition(), sequence);
    submit(Commit.of(burials), completion);
  }

  /**
   * @throws DataDirectoryRefused when they cannot be read
   */
  @Override
  public List<Burials> burials() {
    return atStart(reads::allBurials);
  }

  @Override
  public void loadDue(
      PartitionId partition,
      List<BucketId> buckets,
      long untilMillis,
      int limit,
      Completion<List<Due>> completion) {
    requirePartition(partition);
    ends.due(partition, buckets, untilMillis, limit, completion);
  }

  @Override
  public void loadTrees(
      PartitionId partition,
      List<BucketId> buckets,
      Completion<SortedMap<BucketId, LeafSums>> completion) {
    requirePartition(partition);
    digests.trees(partition, buckets, completion);
  }

  @Override
  public void loadDigests(
      PartitionId partition,
      BucketId bucket,
      Leaf leaf,
      Optional<Key> after,
      int limit,
      Completion<KeyDigests> completion) {
    requirePartition(partition);
    digests.keys(partition, bucket, leaf, after, limit, completion);
  }

  @Override
  public void check(
      PartitionId partition, BucketId bucket, Leaf leaf, Completion<LeafCheck> completion) {
    requirePartition(partition);
    digests.check(partition, bucket, leaf, completion);
  }

  @Override
  public void check(PartitionId partition, EntryKey entry, Completion<Optional<Flaw>> completion) {
    requirePartition(partition);
    digests.check(partition, entry, completion);
  }

  @Override
  public void correct(
      PartitionId partition,
      BucketId bucket,
      Leaf leaf,
      Optional<Key> key,
      long amount,
      Completion<Void> completion) {
    requirePartition(partition);
    submit(Commit.ofDigests(partition, bucket, leaf, key, amount), completion);
  }

  @Override
  public void loadPage(
      PartitionId partition,
      EntryKey entry,
      Optional<Element> after,
      int limit,
      long limitBytes,
      Completion<Optional<EntryPage>> completion) {
    requirePartition(partition);
    digests.page(partition, entry, after, limit, limitBytes, completion);
  }

  @Override
  public void loadRange(
      SortedSet<PartitionId> partitions,
      BucketId bucket,
      KeyScan scan,
      RangeBytes bytes,
      Completion<KeyPage> completion) {
    partitions.forEach(this::requirePartition);
    ranges.page(partitions, bucket, scan, bytes, completion);
  }

  @Override
  public void loadOutgoing(
      PartitionId partition, long sequence, Completion<Optional<StoredOutgoing>> completion) {
    requirePartition(partition);
    reads.outgoing(partition, sequence, completion);
  }

  @Override
  public void expectWrites(SortedSet<PartitionId> partitions) {
    partitions.forEach(this::requirePartition);
    opened.database().expect(partitions);
  }

  @Override
  public void trimOutgoing(PartitionId partition, long sequence) {
    requirePartition(partition);
    trims.trim(partition, sequence);
  }

  /**
   * @throws DataDirectoryRefused when they cannot be read
   */
  @Override
  public List<OutgoingRef> outgoing() {
    return atStart(reads::allOutgoing);
  }

  @Override
  public void dropBucket(BucketId bucket, Completion<Void> completion) {
    submit(new Commit.OfDrop(bucket), completion);
  }

  @Override
  public void read(
      PartitionId partition,
      SortedSet<BucketId> buckets,
      Optional<Place> after,
      int limitBytes,
      Completion<Excerpt> completion) {
    requirePartition(partition);
    reads.page(partition, buckets, after, limitBytes, completion);
  }

  @Override
  public void readPart(
      PartitionId partition,
      EntryKey entry,
      Optional<Element> after,
      int limitBytes,
      Completion<Optional<Piece>> completion) {
    requirePartition(partition);
    reads.part(partition, entry, after, limitBytes, completion);
  }

  @Override
  public void forget(
      PartitionId partition, SortedSet<BucketId> buckets, Completion<Void> completion) {
    requirePartition(partition);
    submit(Commit.ofEnd(partition, buckets), completion);
  }

  @Override
  public void saveBookmark(Bookmark bookmark, Completion<Void> completion) {
    requirePartition(bookmark.id().partition());
    submit(Commit.of(bookmark), completion);
  }

  /**
   * @throws DataDirectoryRefused when they cannot be read
   */
  @Override
  public List<Bookmark> bookmarks() {
    return atStart(reads::allBookmarks);
  }

  @Override
  public SortedSet<PartitionId> partitionsHeld() {
    return new TreeSet<>(opened.database().partitions());
  }

  /**
   * @throws DataDirectoryRefused when it cannot be read
   */
  @Override
  public Optional<Bytes> loadStanding() {
    return atStart(reads::standing);
  }

  @Override
  public void saveStanding(Bytes standing, Completion<Void> completion) {
    submit(Commit.of(standing), completion);
  }

  /**
   * Commits what was submitted, then closes. What does not end in time stays open until the process
   * ends, which is safe; the directory then counts as crashed. Not to be called by a completion.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    try {
      end();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      directory.close();
    }
  }

  private void end() throws InterruptedException {
    if (gate.close(CLOSE_MILLIS) && pool.end(CLOSE_MILLIS) && commits.end(CLOSE_MILLIS)) {
      endSession();
      views.closeAll();
      durable.close();
      opened.close();
    }
  }

  private void endSession() {
    try {
      if (isWritable()) {
        opened.database().sync();
        session.end();
      }
    } catch (RocksDBException | DataDirectoryRefused failed) {
      // The next opening finds that this session did not end cleanly, which is what happened.
    }
  }

  private interface StartRead<T> {
    T get() throws RocksDBException, DamagedBytes, ReadRefused, Gate.Closed;
  }

  private <T> T atStart(StartRead<T> read) {
    try {
      return read.get();
    } catch (RocksDBException | DamagedBytes failed) {
      throw directory.refused(new Reason.Damaged(String.valueOf(failed.getMessage())));
    } catch (ReadRefused | Gate.Closed closed) {
      throw new IllegalStateException(closed);
    }
  }

  private void submit(Commit commit, Completion<Void> completion) {
    try {
      gate.enter();
    } catch (Gate.Closed closed) {
      completion.fail(new StorageFault("the store is closed", false));
      return;
    }
    try {
      commits.submit(commit, completion);
    } finally {
      gate.leave();
    }
  }

  private void requirePartition(PartitionId partition) {
    if (partition.number() >= partitions) {
      throw new IllegalArgumentException(partition + " of " + partitions + " partitions");
    }
  }
}
