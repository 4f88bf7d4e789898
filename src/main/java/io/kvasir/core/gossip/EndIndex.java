package io.kvasir.core.gossip;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.End;
import io.kvasir.core.crdt.IndexChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** The index of ends of one partition, kept in memory: for stores that keep everything there. */
public final class EndIndex {
  /** Something of a key is to end. */
  public record Item(EntryKey entry, End end) {}

  private static final Comparator<Item> ORDER =
      Comparator.<Item>comparingLong(item -> item.end().millis())
          .thenComparing(Item::entry)
          .thenComparing(Item::end);

  private final TreeMap<BucketId, TreeSet<Item>> buckets = new TreeMap<>();

  public void change(EntryKey entry, IndexChange change) {
    if (change.gone().isEmpty() && change.due().isEmpty()) {
      return;
    }
    TreeSet<Item> items = buckets.computeIfAbsent(entry.bucket(), bucket -> new TreeSet<>(ORDER));
    change.gone().forEach(end -> items.remove(new Item(entry, end)));
    change.due().forEach(end -> items.add(new Item(entry, end)));
  }

  /** Up to {@code limit} that end by {@code untilMillis}, those of a bucket by their ends. */
  public List<Item> due(List<BucketId> of, long untilMillis, int limit) {
    List<Item> due = new ArrayList<>();
    for (BucketId bucket : of) {
      for (Item item : buckets.getOrDefault(bucket, new TreeSet<>(ORDER))) {
        if (item.end().millis() > untilMillis || due.size() == limit) {
          break;
        }
        due.add(item);
      }
    }
    return due;
  }

  /** Forgets that life of a bucket and all before it. */
  public void drop(BucketId bucket) {
    buckets
        .keySet()
        .removeIf(
            held -> held.name().equals(bucket.name()) && held.generation() <= bucket.generation());
  }

  /** Forgets that life of a bucket alone. */
  public void forget(BucketId bucket) {
    buckets.remove(bucket);
  }
}
