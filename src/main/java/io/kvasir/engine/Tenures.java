package io.kvasir.engine;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.handoff.Bookmark;
import io.kvasir.core.node.Actor;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.Topology;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Since when this node holds its shares, and which it still has to clear. For any thread.
 *
 * <p>Dots are counted per key, from what is stored under it. A node that gave a share away and
 * deleted its copy no longer knows what it minted there; when it gets the share again it mints as
 * somebody else, so that no dot is ever minted twice.
 */
final class Tenures {
  private final Actor actor;
  private final Map<Share, Bookmark> bookmarks = new ConcurrentHashMap<>();
  private final ConcurrentSkipListSet<Share> uncleared = new ConcurrentSkipListSet<>();

  /**
   * @param actor who mints in shares that were never gained
   */
  Tenures(Actor actor) {
    this.actor = actor;
  }

  static Share shareOf(Bookmark bookmark) {
    return new Share(bookmark.id().partition(), bookmark.id().replicas());
  }

  void note(Bookmark bookmark) {
    bookmarks.put(shareOf(bookmark), bookmark);
  }

  Optional<Bookmark> bookmark(Share share) {
    return Optional.ofNullable(bookmarks.get(share));
  }

  /** The epoch in which the node came to hold {@code share}; 0 when it always did. */
  long since(Share share) {
    return bookmark(share).map(Bookmark::since).orElse(0L);
  }

  /**
   * Whether the node began to get {@code share} in that epoch or later. A node that restarts first
   * learns of topologies that it knew before; what one of them says has nothing to say about it.
   */
  boolean isSince(Share share, long epoch) {
    return bookmark(share).filter(each -> each.id().epoch() >= epoch).isPresent();
  }

  /** Who mints the dots of this node under {@code entry}. */
  Actor actorOf(PartitionId partition, EntryKey entry, Topology topology) {
    CatalogueEntry bucket = topology.buckets().entries().get(entry.bucket().name());
    if (bucket == null || bookmarks.isEmpty()) {
      return actor;
    }
    long since = since(new Share(partition, bucket.spec().replicas()));
    return since == 0 ? actor : derived(since);
  }

  /** A bijection of 64 bits (the finalizer of SplitMix64), so that epochs have different actors. */
  private Actor derived(long epoch) {
    long bits = actor.id() + epoch * 0x9e3779b97f4a7c15L;
    bits = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    bits = (bits ^ (bits >>> 27)) * 0x94d049bb133111ebL;
    bits ^= bits >>> 31;
    return new Actor(bits == 0 ? 1 : bits);
  }

  void lose(SortedSet<Share> lost) {
    uncleared.addAll(lost);
  }

  SortedSet<Share> uncleared() {
    return new TreeSet<>(uncleared);
  }

  /** Its copy is gone. */
  void cleared(Share share) {
    uncleared.remove(share);
  }

  /** Whether nothing may be stored in a share for now. */
  boolean isUncleared(PartitionId partition, EntryKey entry, Topology topology) {
    if (uncleared.isEmpty()) {
      return false;
    }
    CatalogueEntry bucket = topology.buckets().entries().get(entry.bucket().name());
    return bucket != null && uncleared.contains(new Share(partition, bucket.spec().replicas()));
  }
}
