package io.kvasir.engine.port;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.burial.Burials;
import io.kvasir.core.crdt.End;
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
import io.kvasir.core.replication.KeyPage;
import io.kvasir.core.ring.PartitionId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * The durable state of one node's replicas. Never blocks its caller. Reads see durable commits
 * only: what a read returned survives a crash.
 */
public interface PartitionStore extends TransferStore, JournalStore {
  /**
   * Reads what is stored under {@code entry} within {@code scope}; empty when the key was never
   * written. Of a set of which nothing is visible it may be the whole, which says so.
   */
  void load(
      PartitionId partition, EntryKey entry, Scope scope, Completion<Optional<Slice>> completion);

  /**
   * Replaces, within the slice's scope, what is stored under {@code entry}, and files the outgoing
   * delta, in one atomic step. Succeeds when that is durable. Commits of one entry take effect in
   * the order of the calls.
   *
   * @param index what changes in the same step: the digests of the key and of its leaf, and the
   *     index of ends; the journal does in any case
   */
  void commit(
      PartitionId partition,
      EntryKey entry,
      Slice slice,
      IndexChange index,
      Optional<Outgoing> outgoing,
      Completion<Void> completion);

  /**
   * Deletes all that is stored under {@code entry}, of which nothing is visible. Takes effect after
   * the commits of the entry that were called before it, and before those that are called later.
   *
   * @param remains what that is, as a whole
   */
  void drop(PartitionId partition, EntryKey entry, Slice remains, Completion<Void> completion);

  /**
   * Reads the keys of which nothing is visible among {@code limit} keys of a bucket behind {@code
   * after}.
   */
  void loadSilent(
      PartitionId partition,
      BucketId bucket,
      Optional<Key> after,
      int limit,
      Completion<SilentKeys> completion);

  /**
   * Keeps this in place of what is kept of the same share, if anything, and forgets the outgoing
   * deltas of the partition below {@code sequence}, in one step. Takes effect after the commits
   * that were called before it, and before those that are called later.
   */
  void keep(Burials burials, long sequence, Completion<Void> completion);

  /** What an opened store keeps of burials. Blocks; for the start only. */
  List<Burials> burials();

  /**
   * Reads the trees of these buckets, those without a visible key left out. All of one moment, of
   * what is durable.
   */
  void loadTrees(
      PartitionId partition,
      List<BucketId> buckets,
      Completion<SortedMap<BucketId, LeafSums>> completion);

  /** Reads the digests of up to {@code limit} keys of a leaf behind {@code after}. */
  void loadDigests(
      PartitionId partition,
      BucketId bucket,
      Leaf leaf,
      Optional<Key> after,
      int limit,
      Completion<KeyDigests> completion);

  /** Holds a leaf against the digests and rows of its keys, all of one moment. */
  void check(PartitionId partition, BucketId bucket, Leaf leaf, Completion<LeafCheck> completion);

  /** Holds the digest of one key against its rows; empty when they fit. */
  void check(PartitionId partition, EntryKey entry, Completion<Optional<Flaw>> completion);

  /**
   * Adds to digests without their rows, since they were found wrong. In one step, after the commits
   * that were called before it.
   *
   * @param key whose digest; empty for that of the leaf alone
   * @param amount also for the leaf, modulo 2^64
   */
  void correct(
      PartitionId partition,
      BucketId bucket,
      Leaf leaf,
      Optional<Key> key,
      long amount,
      Completion<Void> completion);

  /**
   * Reads a key's state, of one in parts up to {@code limit} parts behind {@code after}, and about
   * {@code limitBytes} of them, but one in any case; empty when the key was never written.
   */
  void loadPage(
      PartitionId partition,
      EntryKey entry,
      Optional<Element> after,
      int limit,
      long limitBytes,
      Completion<Optional<EntryPage>> completion);

  /**
   * Reads the keys of a bucket in a range, of all these partitions in one order, as many as the
   * scan's limit says, also those of which nothing is visible; each with its state, unless that is
   * too long. The page takes as much as is allowed, unless the first key takes more. Each partition
   * is read as of one moment.
   */
  void loadRange(
      SortedSet<PartitionId> partitions,
      BucketId bucket,
      KeyScan scan,
      RangeBytes bytes,
      Completion<KeyPage> completion);

  /**
   * How many bytes of a range are read at a time.
   *
   * @param page of all states together
   * @param state of one; what is longer is named only
   */
  record RangeBytes(int page, int state) {}

  /**
   * Reads, of each of these buckets, up to {@code limit} entries of the index of ends, up to and
   * with {@code untilMillis}, the earliest first; {@code limit} in all.
   */
  void loadDue(
      PartitionId partition,
      List<BucketId> buckets,
      long untilMillis,
      int limit,
      Completion<List<Due>> completion);

  /** Something of a key is to end. */
  record Due(EntryKey entry, End end) {}

  /**
   * Tells which partitions will be written to, so that what the store needs for them can be made in
   * one step. Replaces what was told before. Never blocks.
   */
  default void expectWrites(SortedSet<PartitionId> partitions) {}

  /** Reads one outgoing delta; empty when it was trimmed. */
  void loadOutgoing(
      PartitionId partition, long sequence, Completion<Optional<StoredOutgoing>> completion);

  /** Forgets the outgoing deltas below {@code sequence}; at any time, durable or not. */
  void trimOutgoing(PartitionId partition, long sequence);

  /**
   * All outgoing deltas of an opened store, by partition and sequence. Blocks; for the start only.
   */
  List<OutgoingRef> outgoing();

  /**
   * Forgets all data of one life of a bucket and of all its lives before, outgoing deltas excepted.
   * Takes effect after the commits that were called before it.
   */
  void dropBucket(BucketId bucket, Completion<Void> completion);

  /**
   * An outgoing delta without its content.
   *
   * @param bytes about how much that is
   */
  record OutgoingRef(
      PartitionId partition, long sequence, EntryKey entry, int replicas, long bytes) {}

  /** An outgoing delta as it was stored. */
  record StoredOutgoing(EntryKey entry, Outgoing outgoing) {}
}
