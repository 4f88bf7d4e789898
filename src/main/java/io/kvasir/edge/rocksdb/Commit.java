package io.kvasir.edge.rocksdb;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Element;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.burial.Burials;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.crdt.IndexChange;
import io.kvasir.core.crdt.Part;
import io.kvasir.core.crdt.Parted;
import io.kvasir.core.crdt.Remains;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.gossip.Leaf;
import io.kvasir.core.handoff.Bookmark;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.engine.port.Outgoing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;

/** What happens wholly or not at all. */
sealed interface Commit {
  /**
   * Of rows of one partition.
   *
   * @param news for the journal, if any
   * @param filed the sequence of the outgoing delta among them, if there is one
   */
  record OfPartition(
      PartitionId partition, List<RowChange> changes, Optional<News> news, OptionalLong filed)
      implements Commit {
    OfPartition(PartitionId partition, List<RowChange> changes) {
      this(partition, changes, Optional.empty(), OptionalLong.empty());
    }
  }

  /** What the journal notes of a key. */
  sealed interface News {
    EntryKey entry();

    /**
     * Its state changes.
     *
     * @param isShown whether something else of it is visible
     * @param form {@link Remains#form} of the state
     */
    record Changed(EntryKey entry, boolean isShown, long form) implements News {}

    /** It is stored no more. */
    record Gone(EntryKey entry) implements News {}
  }

  /** Of the row with the node's standing. */
  record OfStanding(RowChange change) implements Commit {}

  /** The end of all rows of a bucket, in all partitions. */
  record OfDrop(BucketId bucket) implements Commit {}

  /**
   * Of rows of a group's log and state.
   *
   * @param durable false when it ends as soon as it can be read
   */
  record OfGroup(List<RowChange> log, List<RowChange> state, boolean durable) implements Commit {}

  /** Whether it ends only when a crash cannot undo it. */
  default boolean isDurable() {
    return !(this instanceof OfGroup group) || group.durable();
  }

  /**
   * The rows that make the store say {@code slice} of {@code entry}.
   *
   * @param index what changes with it
   */
  static Commit of(
      PartitionId partition,
      EntryKey entry,
      Slice slice,
      IndexChange index,
      Optional<Outgoing> outgoing) {
    List<RowChange> changes = new ArrayList<>();
    if (slice.state() instanceof Parted parted) {
      addParts(changes, RowKeys.elements(entry), parted, slice.scope());
    }
    changes.add(RowChange.put(RowKeys.head(entry), RowCodec.head(slice.state())));
    changes.add(RowChange.add(RowKeys.digest(entry), index.digest()));
    if (index.digest() != 0) {
      Leaf leaf = Leaf.of(entry.key());
      changes.add(RowChange.add(RowKeys.leaf(entry.bucket(), leaf), index.digest()));
    }
    index.gone().forEach(end -> changes.add(RowChange.delete(RowKeys.end(entry, end))));
    index
        .due()
        .forEach(end -> changes.add(RowChange.put(RowKeys.end(entry, end), RowCodec.end(end))));
    outgoing.ifPresent(
        delta ->
            changes.add(
                RowChange.put(
                    RowKeys.outgoing(delta.sequence()), RowCodec.outgoing(entry, delta))));
    return new OfPartition(
        partition,
        changes,
        Optional.of(new News.Changed(entry, index.digest() != 0, Remains.form(slice.state()))),
        outgoing.map(delta -> OptionalLong.of(delta.sequence())).orElseGet(OptionalLong::empty));
  }

  /** The end of all rows of a key of which nothing is visible. */
  static Commit ofDrop(PartitionId partition, EntryKey entry, Slice remains) {
    List<RowChange> changes = new ArrayList<>();
    changes.add(RowChange.delete(RowKeys.head(entry)));
    changes.add(RowChange.delete(RowKeys.digest(entry)));
    changes.add(RowChange.delete(RowKeys.change(entry)));
    if (remains.state() instanceof Parted parted) {
      byte[] prefix = RowKeys.elements(entry);
      parted
          .parts()
          .keySet()
          .forEach(each -> changes.add(RowChange.delete(RowKeys.element(prefix, each))));
    }
    IndexChange.end(remains)
        .gone()
        .forEach(end -> changes.add(RowChange.delete(RowKeys.end(entry, end))));
    return new OfPartition(
        partition, changes, Optional.of(new News.Gone(entry)), OptionalLong.empty());
  }

  static Commit of(Burials burials) {
    byte[] key = RowKeys.burials(burials.replicas());
    byte[] row = CheckedRow.of(key, BurialsCodec.encode(burials));
    return new OfPartition(burials.partition(), List.of(RowChange.put(key, row)));
  }

  /** What is added to the digest of a leaf, and of one of its keys if one is given. */
  static Commit ofDigests(
      PartitionId partition, BucketId bucket, Leaf leaf, Optional<Key> key, long amount) {
    List<RowChange> changes = new ArrayList<>();
    changes.add(RowChange.add(RowKeys.leaf(bucket, leaf), amount));
    key.ifPresent(
        each -> changes.add(RowChange.add(RowKeys.digest(new EntryKey(bucket, each)), amount)));
    return new OfPartition(partition, changes);
  }

  /** The end of what a partition holds of some buckets. */
  static Commit ofEnd(PartitionId partition, SortedSet<BucketId> buckets) {
    return new OfPartition(
        partition,
        buckets.stream().map(bucket -> RowChange.deletePrefix(RowKeys.bucket(bucket))).toList());
  }

  static Commit of(Bookmark bookmark) {
    byte[] key = RowKeys.bookmark(bookmark.id().replicas());
    byte[] row = CheckedRow.of(key, BookmarkCodec.encode(bookmark));
    return new OfPartition(bookmark.id().partition(), List.of(RowChange.put(key, row)));
  }

  static Commit of(Bytes standing) {
    byte[] key = RowKeys.standing();
    return new OfStanding(RowChange.put(key, CheckedRow.of(key, standing.toArray())));
  }

  /** About how much there is to write. */
  default long bytes() {
    return switch (this) {
      case OfPartition(PartitionId partition, List<RowChange> changes, var news, var filed) ->
          sum(changes);
      case OfStanding(RowChange change) -> change.bytes();
      case OfDrop(BucketId bucket) -> 0;
      case OfGroup(List<RowChange> log, List<RowChange> state, boolean durable) ->
          sum(log) + sum(state);
    };
  }

  private static long sum(List<RowChange> changes) {
    return changes.stream().mapToLong(RowChange::bytes).sum();
  }

  private static void addParts(List<RowChange> changes, byte[] prefix, Parted parted, Scope scope) {
    switch (scope) {
      case Scope.Whole() -> {
        changes.add(RowChange.deletePrefix(prefix));
        parted.parts().forEach((element, part) -> changes.add(put(prefix, element, part)));
      }
      case Scope.Elements(SortedSet<Element> elements) ->
          elements.forEach(
              element ->
                  changes.add(
                      parted
                          .part(element)
                          .map(part -> put(prefix, element, part))
                          .orElseGet(() -> RowChange.delete(RowKeys.element(prefix, element)))));
    }
  }

  private static RowChange put(byte[] prefix, Element element, Part part) {
    return RowChange.put(RowKeys.element(prefix, element), RowCodec.part(element, part));
  }
}
