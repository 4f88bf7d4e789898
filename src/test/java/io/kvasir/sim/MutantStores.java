package io.kvasir.sim;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.burial.Burials;
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
import io.kvasir.core.replication.KeyPage;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.watch.JournalPage;
import io.kvasir.core.watch.Mark;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.Outgoing;
import io.kvasir.engine.port.PartitionStore;
import io.kvasir.engine.port.StorageFault;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** Stores that break their contract. */
final class MutantStores {
  private MutantStores() {}

  /** A store that does as another does. */
  abstract static class Wrapper implements PartitionStore {
    final PartitionStore store;

    Wrapper(PartitionStore store) {
      this.store = store;
    }

    @Override
    public void load(
        PartitionId partition, EntryKey entry, Scope scope, Completion<Optional<Slice>> then) {
      store.load(partition, entry, scope, then);
    }

    @Override
    public void commit(
        PartitionId partition,
        EntryKey entry,
        Slice slice,
        IndexChange index,
        Optional<Outgoing> outgoing,
        Completion<Void> then) {
      store.commit(partition, entry, slice, index, outgoing, then);
    }

    @Override
    public void drop(PartitionId partition, EntryKey entry, Slice remains, Completion<Void> then) {
      store.drop(partition, entry, remains, then);
    }

    @Override
    public void loadJournal(BucketId bucket, long after, int limit, Completion<JournalPage> then) {
      store.loadJournal(bucket, after, limit, then);
    }

    @Override
    public void loadMark(PartitionId partition, EntryKey entry, Completion<Mark> then) {
      store.loadMark(partition, entry, then);
    }

    @Override
    public void loadSilent(
        PartitionId partition,
        BucketId bucket,
        Optional<Key> after,
        int limit,
        Completion<SilentKeys> then) {
      store.loadSilent(partition, bucket, after, limit, then);
    }

    @Override
    public void keep(Burials burials, long sequence, Completion<Void> then) {
      store.keep(burials, sequence, then);
    }

    @Override
    public List<Burials> burials() {
      return store.burials();
    }

    @Override
    public void loadDue(
        PartitionId partition,
        List<BucketId> buckets,
        long untilMillis,
        int limit,
        Completion<List<Due>> then) {
      store.loadDue(partition, buckets, untilMillis, limit, then);
    }

    @Override
    public void loadTrees(
        PartitionId partition,
        List<BucketId> buckets,
        Completion<SortedMap<BucketId, LeafSums>> then) {
      store.loadTrees(partition, buckets, then);
    }

    @Override
    public void loadDigests(
        PartitionId partition,
        BucketId bucket,
        Leaf leaf,
        Optional<Key> after,
        int limit,
        Completion<KeyDigests> then) {
      store.loadDigests(partition, bucket, leaf, after, limit, then);
    }

    @Override
    public void check(
        PartitionId partition, BucketId bucket, Leaf leaf, Completion<LeafCheck> then) {
      store.check(partition, bucket, leaf, then);
    }

    @Override
    public void check(PartitionId partition, EntryKey entry, Completion<Optional<Flaw>> then) {
      store.check(partition, entry, then);
    }

    @Override
    public void correct(
        PartitionId partition,
        BucketId bucket,
        Leaf leaf,
        Optional<Key> key,
        long amount,
        Completion<Void> then) {
      store.correct(partition, bucket, leaf, key, amount, then);
    }

    @Override
    public void loadPage(
        PartitionId partition,
        EntryKey entry,
        Optional<Element> after,
        int limit,
        long limitBytes,
        Completion<Optional<EntryPage>> then) {
      store.loadPage(partition, entry, after, limit, limitBytes, then);
    }

    @Override
    public void loadRange(
        SortedSet<PartitionId> partitions,
        BucketId bucket,
        KeyScan scan,
        RangeBytes bytes,
        Completion<KeyPage> then) {
      store.loadRange(partitions, bucket, scan, bytes, then);
    }

    @Override
    public void loadOutgoing(
        PartitionId partition, long sequence, Completion<Optional<StoredOutgoing>> then) {
      store.loadOutgoing(partition, sequence, then);
    }

    @Override
    public void trimOutgoing(PartitionId partition, long sequence) {
      store.trimOutgoing(partition, sequence);
    }

    @Override
    public List<OutgoingRef> outgoing() {
      return store.outgoing();
    }

    @Override
    public void dropBucket(BucketId bucket, Completion<Void> then) {
      store.dropBucket(bucket, then);
    }

    @Override
    public void read(
        PartitionId partition,
        SortedSet<BucketId> buckets,
        Optional<Place> after,
        int limitBytes,
        Completion<Excerpt> then) {
      store.read(partition, buckets, after, limitBytes, then);
    }

    @Override
    public void readPart(
        PartitionId partition,
        EntryKey entry,
        Optional<Element> after,
        int limitBytes,
        Completion<Optional<Piece>> then) {
      store.readPart(partition, entry, after, limitBytes, then);
    }

    @Override
    public void forget(PartitionId partition, SortedSet<BucketId> buckets, Completion<Void> then) {
      store.forget(partition, buckets, then);
    }

    @Override
    public void saveBookmark(Bookmark bookmark, Completion<Void> then) {
      store.saveBookmark(bookmark, then);
    }

    @Override
    public List<Bookmark> bookmarks() {
      return store.bookmarks();
    }

    @Override
    public SortedSet<PartitionId> partitionsHeld() {
      return store.partitionsHeld();
    }
  }

  /** Calls every commit durable as soon as it is queued. */
  static final class EagerStore extends Wrapper {
    private final Life life;

    EagerStore(PartitionStore store, Life life) {
      super(store);
      this.life = life;
    }

    @Override
    public void commit(
        PartitionId partition,
        EntryKey entry,
        Slice slice,
        IndexChange index,
        Optional<Outgoing> outgoing,
        Completion<Void> then) {
      super.commit(partition, entry, slice, index, outgoing, ignored());
      life.after(1, "eager", () -> Completion.done(then));
    }
  }

  /** Answers loads with what was committed last, durable or not. */
  static final class DirtyStore extends Wrapper {
    private final Life life;
    private final TreeMap<EntryKey, Slice> written = new TreeMap<>();

    DirtyStore(PartitionStore store, Life life) {
      super(store);
      this.life = life;
    }

    @Override
    public void load(
        PartitionId partition, EntryKey entry, Scope scope, Completion<Optional<Slice>> then) {
      Slice dirty = written.get(entry);
      if (dirty != null && dirty.scope().covers(scope)) {
        life.after(1, "dirty", () -> then.succeed(Optional.of(dirty.restrict(scope))));
      } else {
        super.load(partition, entry, scope, then);
      }
    }

    @Override
    public void commit(
        PartitionId partition,
        EntryKey entry,
        Slice slice,
        IndexChange index,
        Optional<Outgoing> outgoing,
        Completion<Void> then) {
      written.put(entry, slice);
      super.commit(partition, entry, slice, index, outgoing, then);
    }
  }

  /** Every tenth load finds nothing. */
  static final class ForgetfulStore extends Wrapper {
    private int loads;

    ForgetfulStore(PartitionStore store) {
      super(store);
    }

    @Override
    public void load(
        PartitionId partition, EntryKey entry, Scope scope, Completion<Optional<Slice>> then) {
      if (++loads % 10 == 0) {
        super.load(partition, entry, scope, nothingFor(then));
      } else {
        super.load(partition, entry, scope, then);
      }
    }

    private static Completion<Optional<Slice>> nothingFor(Completion<Optional<Slice>> then) {
      return new Completion<>() {
        @Override
        public void succeed(Optional<Slice> value) {
          then.succeed(Optional.empty());
        }

        @Override
        public void fail(StorageFault fault) {
          then.fail(fault);
        }
      };
    }
  }

  /** Holds every tenth commit back, so that later ones of its key overtake it. */
  static final class SwappingStore extends Wrapper {
    private final Life life;
    private int commits;

    SwappingStore(PartitionStore store, Life life) {
      super(store);
      this.life = life;
    }

    @Override
    public void commit(
        PartitionId partition,
        EntryKey entry,
        Slice slice,
        IndexChange index,
        Optional<Outgoing> outgoing,
        Completion<Void> then) {
      Runnable commit = () -> store.commit(partition, entry, slice, index, outgoing, then);
      if (++commits % 10 == 0) {
        life.after(3_000, "overtaken", commit);
      } else {
        commit.run();
      }
    }
  }

  /** Forgets to file deltas for the other replicas. */
  static final class UnfilingStore extends Wrapper {
    UnfilingStore(PartitionStore store) {
      super(store);
    }

    @Override
    public void commit(
        PartitionId partition,
        EntryKey entry,
        Slice slice,
        IndexChange index,
        Optional<Outgoing> outgoing,
        Completion<Void> then) {
      super.commit(partition, entry, slice, index, Optional.empty(), then);
    }
  }

  /** Finds nothing wrong. */
  static final class BlindStore extends Wrapper {
    BlindStore(PartitionStore store) {
      super(store);
    }

    @Override
    public void check(
        PartitionId partition, BucketId bucket, Leaf leaf, Completion<LeafCheck> then) {
      then.succeed(LeafCheck.NOTHING);
    }

    @Override
    public void check(PartitionId partition, EntryKey entry, Completion<Optional<Flaw>> then) {
      then.succeed(Optional.empty());
    }
  }

  private static Completion<Void> ignored() {
    return new Completion<>() {
      @Override
      public void succeed(Void value) {}

      @Override
      public void fail(StorageFault fault) {}
    };
  }
}
