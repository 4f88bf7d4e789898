package io.kvasir.core.watch;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Remains;
import io.kvasir.core.ring.PartitionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The journal of a store that keeps everything in memory. */
public final class JournalIndex {
  /** What stands beside a change. */
  public interface Digests {
    /** The digest of a key as it is now. */
    long of(PartitionId partition, EntryKey entry);
  }

  private record Place(PartitionId partition, EntryKey entry) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byPartition = partition.compareTo(other.partition);
      return byPartition != 0 ? byPartition : entry.compareTo(other.entry);
    }
  }

  /** The last change of a key. */
  private record Last(long sequence, long shown, long form) {}

  /**
   * A row.
   *
   * @param since when the key, which is stored no more, changed last; 0 of a change
   */
  private record Row(Place place, long since) {}

  private static final class Rows {
    final TreeMap<Long, Row> changes = new TreeMap<>();
    long trimmed;
  }

  private final int bound;
  private final TreeMap<BucketId, Rows> buckets = new TreeMap<>();
  private final TreeMap<Place, Last> last = new TreeMap<>();
  private long head;

  /**
   * @param bound how many changes are kept per bucket at least; an eighth more at most
   */
  public JournalIndex(int bound) {
    if (bound < 8) {
      throw new IllegalArgumentException("a journal of " + bound + " changes");
    }
    this.bound = bound;
  }

  /**
   * The state of {@code entry} changes now.
   *
   * @param state what is written of it
   * @param isShown whether its digest changes
   */
  public void add(PartitionId partition, EntryKey entry, Crdt state, boolean isShown) {
    Place place = new Place(partition, entry);
    add(new Row(place, 0));
    Last before = last.get(place);
    long shown = before == null ? 0 : before.shown();
    last.put(place, new Last(head, isShown ? head : shown, Remains.form(state)));
  }

  private void add(Row row) {
    Rows rows = buckets.computeIfAbsent(row.place().entry().bucket(), bucket -> new Rows());
    rows.changes.put(++head, row);
    if (rows.changes.size() > bound + bound / 8) {
      while (rows.changes.size() > bound) {
        rows.trimmed = rows.changes.pollFirstEntry().getKey();
      }
    }
  }

  /** Up to {@code limit} changes behind {@code after}, also those that are left out. */
  public JournalPage page(BucketId bucket, long after, int limit, Digests digests) {
    Rows rows = buckets.get(bucket);
    if (rows == null) {
      return new JournalPage(0, head, head, List.of());
    }
    List<Shown> changes = new ArrayList<>();
    int visited = 0;
    for (Map.Entry<Long, Row> row : rows.changes.tailMap(after, false).entrySet()) {
      shown(row.getKey(), row.getValue(), digests).ifPresent(changes::add);
      if (++visited == limit) {
        return new JournalPage(rows.trimmed, row.getKey(), head, changes);
      }
    }
    return new JournalPage(rows.trimmed, head, head, changes);
  }

  private Optional<Shown> shown(long sequence, Row row, Digests digests) {
    Place place = row.place();
    Last latest = last.get(place);
    Mark now = latest == null ? Mark.UNKNOWN : mark(place, latest, digests);
    return Shown.of(sequence, row.since(), now)
        .map(mark -> new Shown(sequence, place.partition(), place.entry().key(), mark));
  }

  public Mark mark(PartitionId partition, EntryKey entry, Digests digests) {
    Place place = new Place(partition, entry);
    Last latest = last.get(place);
    return latest == null ? Mark.UNKNOWN : mark(place, latest, digests);
  }

  private static Mark mark(Place place, Last latest, Digests digests) {
    long digest = digests.of(place.partition(), place.entry());
    return new Mark(digest, digest + latest.form(), latest.shown(), latest.sequence());
  }

  /** The key, of which nothing is visible, is stored no more. */
  public void remove(PartitionId partition, EntryKey entry) {
    Place place = new Place(partition, entry);
    Last latest = last.remove(place);
    if (latest != null && latest.shown() > 0) {
      add(new Row(place, latest.sequence()));
    }
  }

  /** The partition holds nothing of these buckets any more. */
  public void forget(PartitionId partition, Collection<BucketId> gone) {
    last.keySet()
        .removeIf(
            place -> place.partition().equals(partition) && gone.contains(place.entry().bucket()));
  }

  /** Forgets that life of a bucket and all before it. */
  public void drop(BucketId bucket) {
    last.keySet().removeIf(place -> isInOrBefore(bucket, place.entry().bucket()));
    buckets.keySet().removeIf(held -> isInOrBefore(bucket, held));
  }

  private static boolean isInOrBefore(BucketId dropped, BucketId bucket) {
    return bucket.name().equals(dropped.name()) && bucket.generation() <= dropped.generation();
  }
}
