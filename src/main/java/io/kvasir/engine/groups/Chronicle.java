package io.kvasir.engine.groups;

import io.kvasir.core.keyspace.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The latest revisions of one group, in memory, for all on this node who follow it. Nothing is held
 * while nobody does. One owner: the group's loop.
 */
public final class Chronicle {
  private static final int REVISIONS = 1_024;
  private static final long BYTES = 1 << 20;

  /** Before anything is known. */
  private static final long UNKNOWN = -1;

  private final TreeMap<Long, Revision> held = new TreeMap<>();
  private long bytes;
  private long first = 1;
  private long last = UNKNOWN;
  private boolean isFollowed;
  private Runnable onNews = () -> {};

  /** Whether it is known how far the group is. */
  boolean isKnown() {
    return last != UNKNOWN;
  }

  /** The oldest revision that the replica here keeps. */
  long first() {
    return first;
  }

  /** How far the group is here. */
  long last() {
    return last;
  }

  /** Who is told when there is more; one. */
  void tell(Runnable listener) {
    onNews = listener;
  }

  /** From now on the latest revisions are held, or not. */
  void follow(boolean wanted) {
    isFollowed = wanted;
    if (!wanted) {
      forget();
    }
  }

  boolean isFollowed() {
    return isFollowed;
  }

  private void forget() {
    held.clear();
    bytes = 0;
  }

  /** The group is somewhere else than what was said last. */
  void restart(long oldest, long latest) {
    forget();
    first = oldest;
    last = latest;
    onNews.run();
  }

  /**
   * The group went on.
   *
   * @param oldest revision that is kept now
   * @param fresh the next revisions
   */
  void add(long oldest, List<Revision> fresh) {
    first = oldest;
    if (!fresh.isEmpty()) {
      last = fresh.getLast().number();
      if (isFollowed) {
        fresh.forEach(this::hold);
      }
      onNews.run();
    }
  }

  private void hold(Revision revision) {
    held.put(revision.number(), revision);
    bytes += revision.weight();
    while (held.size() > REVISIONS || (bytes > BYTES && held.size() > 1)) {
      bytes -= held.pollFirstEntry().getValue().weight();
    }
  }

  /** Whether all revisions after {@code revision}, of which there are some, are held. */
  boolean holdsAfter(long revision) {
    return !held.isEmpty() && held.firstKey() <= revision + 1;
  }

  /** Those after {@code revision}, which are held. */
  SortedMap<Long, Revision> after(long revision) {
    return held.tailMap(revision, false);
  }

  /** The next ones after {@code revision}, which are held; about so many bytes, one at least. */
  List<Revision> page(long revision, long limit) {
    List<Revision> page = new ArrayList<>();
    long weight = 0;
    for (Revision next : after(revision).values()) {
      weight += next.weight();
      if (!page.isEmpty() && weight > limit) {
        break;
      }
      page.add(next);
    }
    return page;
  }
}
