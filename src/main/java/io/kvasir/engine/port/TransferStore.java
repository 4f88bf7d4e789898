package io.kvasir.engine.port;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.handoff.Bookmark;
import io.kvasir.core.handoff.Excerpt;
import io.kvasir.core.handoff.Piece;
import io.kvasir.core.handoff.Place;
import io.kvasir.core.ring.PartitionId;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** The part of a store by which partitions change hands. */
public interface TransferStore {
  /**
   * Reads durable entries in the order of {@link Place}: whole ones, or a part of one that alone is
   * larger than {@code limitBytes}. Each entry is as it was at one moment; a part has the presence
   * and context of that moment. An entry that was read in part is read on, be it with nothing more,
   * before others follow.
   *
   * @param buckets those to read of
   * @param after where to begin; empty for the beginning
   * @param limitBytes how much to read; one entry, or one element of one, in any case
   */
  void read(
      PartitionId partition,
      SortedSet<BucketId> buckets,
      Optional<Place> after,
      int limitBytes,
      Completion<Excerpt> completion);

  /**
   * Reads some members of a set behind {@code after}, in an order of the store's own, as a part
   * even if it is all; of another state all of it. Empty when the key was never written.
   */
  void readPart(
      PartitionId partition,
      EntryKey entry,
      Optional<Element> after,
      int limitBytes,
      Completion<Optional<Piece>> completion);

  /**
   * Deletes what one partition holds of these buckets, outgoing deltas excepted. Takes effect after
   * the commits that were called before it, and before those that are called later.
   */
  void forget(PartitionId partition, SortedSet<BucketId> buckets, Completion<Void> completion);

  /**
   * Keeps a bookmark in place of the one of the same partition and number of replicas, if any.
   * After the commits that were called before it.
   */
  void saveBookmark(Bookmark bookmark, Completion<Void> completion);

  /**
   * All bookmarks of an opened store, in the order of their transfers. Blocks; for the start only.
   */
  List<Bookmark> bookmarks();

  /** All partitions of an opened store that may hold something. Blocks; for the start only. */
  SortedSet<PartitionId> partitionsHeld();
}
