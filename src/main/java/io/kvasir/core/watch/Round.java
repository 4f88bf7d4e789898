package io.kvasir.core.watch;

import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The changes that some sources came with, by the hashes of their keys, and the batch of them that
 * is being looked into.
 */
final class Round {
  /** What is known of a key. */
  static final class Item {
    final KeyPlace place;
    final long hash;

    /**
     * What is shown by those who came with a change of it; of another moment, if they are asked.
     */
    final TreeMap<NodeId, Mark> news = new TreeMap<>();

    /** What is shown by them and by others. */
    final TreeMap<NodeId, Mark> marks = new TreeMap<>();

    /** What they hold, as far as it was asked for. */
    final TreeMap<NodeId, Optional<Crdt>> held = new TreeMap<>();

    /** Whether that was delivered. */
    boolean isKnown;

    Item(KeyPlace place) {
      this.place = place;
      this.hash = KeyHash.of(place.key());
    }

    /** What is shown of the key; that there is nothing counts only where something was. */
    SortedSet<Long> digests() {
      return of(Mark::digest);
    }

    /** Which states are held. */
    SortedSet<Long> versions() {
      return of(Mark::version);
    }

    private SortedSet<Long> of(ToLongFunction<Mark> part) {
      return marks.values().stream()
          .filter(mark -> mark.sequence() > 0)
          .mapToLong(part)
          .boxed()
          .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Which states are to be fetched; none where all hold the same, of which nothing is visible.
     */
    SortedSet<Long> lacking() {
      SortedSet<Long> lacking = versions();
      if (isKnown || (lacking.size() == 1 && digests().getFirst() == 0)) {
        lacking.clear();
      }
      for (NodeId node : held.keySet()) {
        lacking.remove(marks.getOrDefault(node, Mark.UNKNOWN).version());
      }
      return lacking;
    }

    /** That node shows this now; who came with a change and stores nothing had it deleted. */
    void look(NodeId node, Mark mark) {
      Mark before = news.get(node);
      Mark now = before != null && mark.sequence() == 0 ? Mark.gone(before.sequence()) : mark;
      marks.put(node, now);
      news.computeIfPresent(node, (any, known) -> now);
    }

    /** Whether of all who came with a change it is known what they show. */
    boolean isHeard() {
      return marks.keySet().containsAll(news.keySet());
    }

    /** Whether all who were heard hold the same, or nothing of it is visible at any of them. */
    boolean isAgreed() {
      return marks.values().stream().mapToLong(Mark::version).distinct().count() == 1
          || marks.values().stream().allMatch(mark -> mark.digest() == 0);
    }

    /** What is not to be had was not heard. */
    void unhear(long version) {
      marks.values().removeIf(mark -> mark.sequence() > 0 && mark.version() == version);
    }

    /** Whether somebody came with that. */
    boolean isNews(long version) {
      return news.values().stream().anyMatch(mark -> mark.version() == version);
    }
  }

  /** A question to one node about some keys. */
  record Question(NodeId node, List<Item> items) {}

  /** By store, up to where its journal is done when the round is over. */
  final TreeMap<Actor, Long> ends = new TreeMap<>();

  /** By store, where the windows end that passed keys are to be noted in. */
  final List<Actor> windows = new ArrayList<>();

  final ArrayDeque<Item> items = new ArrayDeque<>();
  final List<Item> batch = new ArrayList<>();
  final Map<Long, Question> looks = new LinkedHashMap<>();
  final Map<Long, Question> fetches = new LinkedHashMap<>();
  boolean isAsking;

  /** Adds what a source came with; all of it before the first batch. */
  static Round of(List<Source> sources, Account account, Limits limits) {
    Round round = new Round();
    TreeMap<String, Item> byKey = new TreeMap<>();
    for (Source source : sources) {
      round.add(source, account, limits, byKey);
    }
    byKey.values().stream()
        .sorted((one, other) -> Long.compare(one.hash, other.hash))
        .forEach(round.items::add);
    return round;
  }

  /** Up to where a journal is to be followed. */
  interface Limits {
    long of(Actor store);
  }

  private void add(Source source, Account account, Limits limits, SortedMap<String, Item> byKey) {
    Actor store = source.store().orElseThrow();
    JournalPage page = source.page().orElseThrow();
    Reach reach = account.reach(store);
    long all = Math.max(reach.from(), Math.min(page.upTo(), limits.of(store)));
    long end = reach.hasWindow() ? Math.min(reach.to(), all) : all;
    ends.put(store, end);
    Reach window = reach.hasWindow() ? reach : reach.withWindow(end);
    account.set(store, window);
    if (window.to() == end) {
      windows.add(store);
    }
    for (Shown shown : page.changes()) {
      if (shown.sequence() <= end && !isPassed(reach, shown)) {
        Item item =
            byKey.computeIfAbsent(
                shown.key().value(), key -> new Item(new KeyPlace(shown.partition(), shown.key())));
        item.news.merge(source.node, shown.mark(), Mark::or);
        if (!source.isOutdated()) {
          item.marks.merge(source.node, shown.mark(), Mark::or);
        }
      }
    }
  }

  private static boolean isPassed(Reach reach, Shown shown) {
    return shown.sequence() <= reach.from()
        || (shown.sequence() <= reach.to() && KeyHash.of(shown.key()) < reach.passed());
  }

  /** Takes up the next keys. */
  void nextBatch(int limit) {
    batch.clear();
    while (batch.size() < limit && !items.isEmpty()) {
      batch.add(items.remove());
    }
    isAsking = true;
  }

  boolean isWaiting() {
    return !looks.isEmpty() || !fetches.isEmpty();
  }
}
