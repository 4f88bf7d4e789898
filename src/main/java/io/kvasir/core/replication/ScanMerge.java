package io.kvasir.core.replication;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.replication.KeyPage.Content;
import io.kvasir.core.replication.ScanOutcome.Item;
import io.kvasir.core.ring.PartitionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Puts the pages of replicas together: of each key what the replicas hold that told of its
 * partition. Complete up to where the shortest page ends.
 */
final class ScanMerge {
  /**
   * A page of one replica.
   *
   * @param partitions those that it tells of
   */
  record Told(SortedSet<PartitionId> partitions, KeyPage page) {}

  /** What was told of one key. */
  private record Gathered(PartitionId partition, List<Content> contents) {}

  private final DataType type;
  private final KeyScan scan;
  private final List<Told> pages;
  private final Comparator<Key> order;
  private final TreeMap<PartitionId, Integer> tellers = new TreeMap<>();

  ScanMerge(DataType type, KeyScan scan, List<Told> pages) {
    this.type = type;
    this.scan = scan;
    this.pages = pages;
    this.order = KeyScan.order(scan.reverse());
    for (Told told : pages) {
      told.partitions().forEach(partition -> tellers.merge(partition, 1, Integer::sum));
    }
  }

  ScanOutcome.Scanned merged() {
    Optional<Key> end = pages.stream().flatMap(told -> told.page().last().stream()).min(order);
    SortedMap<Key, Gathered> keys = gathered(end);
    List<Item> items = new ArrayList<>();
    int shown = 0;
    for (Map.Entry<Key, Gathered> each : keys.entrySet()) {
      Optional<Item> item = item(each.getKey(), each.getValue());
      item.ifPresent(items::add);
      shown += item.filter(ScanMerge::isShown).isPresent() ? 1 : 0;
      boolean isMore = end.isPresent() || !each.getKey().equals(keys.lastKey());
      if (shown == scan.limit() && isMore) {
        return new ScanOutcome.Scanned(items, Optional.of(each.getKey()));
      }
    }
    return new ScanOutcome.Scanned(items, end);
  }

  private SortedMap<Key, Gathered> gathered(Optional<Key> end) {
    TreeMap<Key, Gathered> keys = new TreeMap<>(order);
    for (Told told : pages) {
      for (KeyPage.Held held : told.page().items()) {
        boolean isWithin = end.isEmpty() || order.compare(held.key(), end.get()) <= 0;
        if (isWithin && told.partitions().contains(held.partition())) {
          keys.computeIfAbsent(held.key(), key -> new Gathered(held.partition(), new ArrayList<>()))
              .contents()
              .add(held.content());
        }
      }
    }
    return keys;
  }

  private static boolean isShown(Item item) {
    return !(item instanceof Item.Known(Key key, Crdt state)) || state.isPresent();
  }

  private Optional<Item> item(Key key, Gathered gathered) {
    List<Crdt> states = new ArrayList<>();
    List<Content.Glimpse> glimpses = new ArrayList<>();
    for (Content content : gathered.contents()) {
      switch (content) {
        case Content.State(Crdt state) -> states.add(state);
        case Content.Glimpse glimpse -> glimpses.add(glimpse);
        case Content.TooLong() -> {
          return Optional.of(new Item.Unread(key));
        }
      }
    }
    return glimpses.isEmpty() ? Optional.of(joined(key, states)) : sighted(key, gathered, glimpses);
  }

  /** Values of another type than the bucket's are for a read to complain about. */
  private Item joined(Key key, List<Crdt> states) {
    return states.stream().allMatch(state -> state.type() == type)
        ? new Item.Known(key, Crdt.meet(type, states))
        : new Item.Unread(key);
  }

  private Optional<Item> sighted(Key key, Gathered gathered, List<Content.Glimpse> glimpses) {
    if (glimpses.stream().noneMatch(Content.Glimpse::isPresent)) {
      return Optional.empty();
    }
    int all = tellers.getOrDefault(gathered.partition(), 0);
    boolean areAlike = glimpses.size() == all && glimpses.stream().distinct().count() == 1;
    return Optional.of(areAlike ? new Item.Sighted(key) : new Item.Unread(key));
  }
}
