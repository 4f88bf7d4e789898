package io.kvasir.sim;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.burial.Burials;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Digest;
import io.kvasir.core.crdt.IndexChange;
import io.kvasir.core.crdt.Parted;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.fixture.WholeStates;
import io.kvasir.core.gossip.DigestIndex;
import io.kvasir.core.gossip.EndIndex;
import io.kvasir.core.handoff.Bookmark;
import io.kvasir.core.handoff.Pages;
import io.kvasir.core.handoff.TransferId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.watch.JournalIndex;
import io.kvasir.core.watch.JournalPage;
import io.kvasir.core.watch.Mark;
import io.kvasir.engine.port.Outgoing;
import io.kvasir.engine.port.PartitionStore.OutgoingRef;
import io.kvasir.engine.port.PartitionStore.StoredOutgoing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What one machine has on its platters, and the log it has not synced yet. It outlives processes; a
 * crash keeps some prefix of the unsynced log.
 */
final class SimDisk {
  /** Where a state lies. */
  record Place(PartitionId partition, EntryKey entry) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byPartition = partition.compareTo(other.partition);
      return byPartition != 0 ? byPartition : entry.compareTo(other.entry);
    }
  }

  /** One atomic step of the log. */
  sealed interface LogRecord {
    record Commit(Place place, Slice slice, IndexChange index, Optional<Outgoing> outgoing)
        implements LogRecord {}

    record Drop(Place place, Slice remains) implements LogRecord {}

    record Keep(Burials burials, long sequence) implements LogRecord {}

    record Correct(Place place, long amount) implements LogRecord {}

    record DropBucket(BucketId bucket) implements LogRecord {}

    record SaveStanding(Bytes standing) implements LogRecord {}

    record Forget(PartitionId partition, SortedSet<BucketId> buckets) implements LogRecord {}

    record SaveBookmark(Bookmark bookmark) implements LogRecord {}
  }

  /** Who is told of everything that becomes durable, with the digest that stands beside it. */
  interface Listener {
    void onDurable(EntryKey entry, Optional<Crdt> before, Crdt after, long digest);

    /** Rows that could not be read, though they are known here, are replaced. */
    void onRestored(EntryKey entry, Crdt before, Crdt after, long digest);

    void onDropped(EntryKey entry, Optional<Crdt> before, Crdt remains);
  }

  /** Few, so that what is watched late is no longer there. */
  static final int JOURNAL_CHANGES = 64;

  private final Listener listener;
  private final ArrayDeque<LogRecord> unsynced = new ArrayDeque<>();
  private final TreeMap<Place, Crdt> states = new TreeMap<>();
  private final TreeMap<PartitionId, TreeMap<Long, StoredOutgoing>> outgoing = new TreeMap<>();
  private final TreeMap<PartitionId, DigestIndex> digests = new TreeMap<>();
  private final TreeMap<PartitionId, EndIndex> ends = new TreeMap<>();
  private final JournalIndex journal;
  private final TreeSet<Place> rotten = new TreeSet<>();
  private final TreeMap<Place, Long> rottenDigests = new TreeMap<>();
  private final TreeMap<TransferId, Bookmark> bookmarks = new TreeMap<>();
  private final TreeMap<TransferId, Burials> burials = new TreeMap<>();
  private Optional<Bytes> standing = Optional.empty();

  SimDisk(Listener listener) {
    this(listener, JOURNAL_CHANGES);
  }

  SimDisk(Listener listener, int journalChanges) {
    this.listener = listener;
    this.journal = new JournalIndex(journalChanges);
  }

  void append(LogRecord record) {
    unsynced.add(record);
  }

  int unsynced() {
    return unsynced.size();
  }

  /** Makes the oldest {@code count} unsynced records durable. */
  void sync(int count) {
    for (int synced = 0; synced < count; synced++) {
      apply(unsynced.remove());
    }
  }

  /** Loses power: the log is torn after its first {@code survivors} unsynced records. */
  void crash(int survivors) {
    sync(survivors);
    unsynced.clear();
  }

  Optional<Crdt> state(Place place) {
    return Optional.ofNullable(states.get(place));
  }

  Map<Place, Crdt> states() {
    return states;
  }

  /** It comes with a standing on it. */
  void begin(Bytes known) {
    standing = Optional.of(known);
  }

  Optional<Bytes> standing() {
    return standing;
  }

  List<Bookmark> bookmarks() {
    return bookmarks.values().stream().sorted(Comparator.comparing(Bookmark::id)).toList();
  }

  List<Burials> burials() {
    return List.copyOf(burials.values());
  }

  Pages.Shelf shelf(PartitionId partition) {
    TreeMap<EntryKey, Crdt> held = new TreeMap<>();
    states.forEach(
        (place, state) -> {
          if (place.partition().equals(partition)) {
            held.put(place.entry(), state);
          }
        });
    return new WholeStates(held);
  }

  Optional<StoredOutgoing> outgoing(PartitionId partition, long sequence) {
    return Optional.ofNullable(outgoing.get(partition)).map(deltas -> deltas.get(sequence));
  }

  /** What is filed of an entry, to be told to others. */
  List<Crdt> filed(EntryKey entry) {
    return outgoing.values().stream()
        .flatMap(deltas -> deltas.values().stream())
        .filter(stored -> stored.entry().equals(entry))
        .map(stored -> stored.outgoing().delta().state())
        .toList();
  }

  /** When what a partition holds ends, as it was kept with the states. */
  EndIndex ends(PartitionId partition) {
    return ends.computeIfAbsent(partition, number -> new EndIndex());
  }

  /** From now on nothing there can be read, until all of it is written anew. */
  void rot(Place place) {
    rotten.add(place);
  }

  /** From now on the digest there is off. */
  void rotDigest(Place place, long by) {
    addToDigest(place, by);
  }

  private void addToDigest(Place place, long amount) {
    digests(place.partition()).change(place.entry(), amount);
    rottenDigests.merge(place, amount, Long::sum);
    rottenDigests.values().remove(0L);
  }

  boolean isRotten(Place place) {
    return rotten.contains(place);
  }

  boolean isDamaged(Place place) {
    return isRotten(place) || rottenDigests.containsKey(place);
  }

  /** Whether anything is damaged of which something is visible. */
  boolean isDamaged() {
    return !rottenDigests.isEmpty()
        || rotten.stream()
            .anyMatch(place -> digests(place.partition()).digestOf(place.entry()) != 0);
  }

  /** The digests of a partition's keys, as they were kept with the states. */
  DigestIndex digests(PartitionId partition) {
    return digests.computeIfAbsent(partition, number -> new DigestIndex());
  }

  JournalPage journal(BucketId bucket, long after, int limit) {
    return journal.page(bucket, after, limit, this::digestOf);
  }

  Mark mark(Place place) {
    return journal.mark(place.partition(), place.entry(), this::digestOf);
  }

  private long digestOf(PartitionId partition, EntryKey entry) {
    return digests(partition).digestOf(entry);
  }

  /** Frees the space of trimmed deltas; a store may put this off as long as it likes. */
  void purge(PartitionId partition, long below) {
    TreeMap<Long, StoredOutgoing> deltas = outgoing.get(partition);
    if (deltas != null) {
      deltas.headMap(below).clear();
    }
  }

  List<OutgoingRef> outgoingRefs() {
    List<OutgoingRef> refs = new ArrayList<>();
    outgoing.forEach(
        (partition, deltas) ->
            deltas.forEach(
                (sequence, stored) ->
                    refs.add(
                        new OutgoingRef(
                            partition,
                            sequence,
                            stored.entry(),
                            stored.outgoing().replicas(),
                            600))));
    return refs;
  }

  private void apply(LogRecord record) {
    switch (record) {
      case LogRecord.Commit commit -> apply(commit);
      case LogRecord.Drop(Place place, Slice remains) -> drop(place, remains);
      case LogRecord.Keep(Burials kept, long sequence) -> {
        burials.put(new TransferId(0, kept.partition(), kept.replicas()), kept);
        purge(kept.partition(), sequence);
      }
      case LogRecord.DropBucket(BucketId bucket) -> {
        states.keySet().removeIf(place -> isInOrBefore(bucket, place.entry().bucket()));
        digests.values().forEach(index -> index.drop(bucket));
        ends.values().forEach(index -> index.drop(bucket));
        journal.drop(bucket);
        heal(place -> isInOrBefore(bucket, place.entry().bucket()));
      }
      case LogRecord.Correct(Place place, long amount) -> addToDigest(place, amount);
      case LogRecord.SaveStanding(Bytes saved) -> standing = Optional.of(saved);
      case LogRecord.Forget(PartitionId partition, SortedSet<BucketId> buckets) ->
          forget(partition, buckets);
      case LogRecord.SaveBookmark(Bookmark bookmark) ->
          bookmarks.put(
              new TransferId(0, bookmark.id().partition(), bookmark.id().replicas()), bookmark);
    }
  }

  private void drop(Place place, Slice remains) {
    Optional<Crdt> before = Optional.ofNullable(states.remove(place));
    digests(place.partition()).remove(place.entry());
    ends(place.partition()).change(place.entry(), IndexChange.end(remains));
    journal.remove(place.partition(), place.entry());
    heal(place::equals);
    listener.onDropped(place.entry(), before, remains.state());
  }

  private void forget(PartitionId partition, SortedSet<BucketId> buckets) {
    states
        .keySet()
        .removeIf(
            place ->
                place.partition().equals(partition) && buckets.contains(place.entry().bucket()));
    DigestIndex index = digests.get(partition);
    if (index != null) {
      buckets.forEach(index::forget);
      buckets.forEach(ends(partition)::forget);
    }
    journal.forget(partition, buckets);
    heal(place -> place.partition().equals(partition) && buckets.contains(place.entry().bucket()));
  }

  /** What is gone is not damaged. */
  private void heal(Predicate<Place> gone) {
    rotten.removeIf(gone);
    rottenDigests.keySet().removeIf(gone);
  }

  private static boolean isInOrBefore(BucketId dropped, BucketId bucket) {
    return bucket.name().equals(dropped.name()) && bucket.generation() <= dropped.generation();
  }

  private void apply(LogRecord.Commit commit) {
    Place place = commit.place();
    Optional<Crdt> before = state(place);
    Crdt after = overwritten(before, commit.slice());
    states.put(place, after);
    boolean restored = commit.slice().scope().equals(Scope.whole()) && rotten.remove(place);
    DigestIndex index = digests(place.partition());
    index.change(place.entry(), commit.index().digest());
    ends(place.partition()).change(place.entry(), commit.index());
    boolean isShown = commit.index().digest() != 0;
    journal.add(place.partition(), place.entry(), commit.slice().state(), isShown);
    commit
        .outgoing()
        .ifPresent(
            delta ->
                outgoing
                    .computeIfAbsent(place.partition(), partition -> new TreeMap<>())
                    .put(delta.sequence(), new StoredOutgoing(place.entry(), delta)));
    long kept = index.digestOf(place.entry());
    long digest = kept - off(place, kept, after);
    if (restored) {
      listener.onRestored(place.entry(), before.orElseThrow(), after, digest);
    } else {
      listener.onDurable(place.entry(), before, after, digest);
    }
  }

  /** By how much a digest is off; not any more when what is restored put it right as well. */
  private long off(Place place, long kept, Crdt stored) {
    if (rottenDigests.containsKey(place) && kept == Digest.of(place.entry(), Slice.whole(stored))) {
      rottenDigests.remove(place);
    }
    return rottenDigests.getOrDefault(place, 0L);
  }

  /** What is stored once {@code slice} replaced what lies in its scope. */
  private static Crdt overwritten(Optional<Crdt> stored, Slice slice) {
    return stored.isPresent()
            && stored.get() instanceof Parted old
            && slice.state() instanceof Parted part
        ? old.overwritten(part, slice.scope())
        : slice.state();
  }
}
