package io.kvasir.engine;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Digest;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.replication.KeyPage;
import io.kvasir.core.replication.KeyPage.Content;
import io.kvasir.core.replication.PageQuery;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.engine.port.PartitionStore.RangeBytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Pages of what this node holds, for itself and for others. On one loop, which reads a few of them
 * at a time, so that the reads of single keys do not queue behind scans.
 */
final class PageAnswers {
  private static final int READING = 2;
  private static final int WAITING = 256;

  /** Of the bytes of a page, what one key may take. */
  private static final int SHARE = 4;

  /** Who asked; exactly one is called, once. */
  interface Asker {
    /**
     * What is here.
     *
     * @param refused partitions in which this node has no vote
     */
    void told(KeyPage page, SortedSet<PartitionId> refused);

    void failed();
  }

  private record Waiting(PageQuery query, Asker asker) {}

  private final LoopPorts on;
  private final AgreedClock clock;
  private final Predicate<PartitionId> isVoteless;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private int reading;

  /**
   * @param isVoteless whether this node lost what it held of a partition, and has not got it back
   */
  PageAnswers(LoopPorts on, AgreedClock clock, Predicate<PartitionId> isVoteless) {
    this.on = on;
    this.clock = clock;
    this.isVoteless = isVoteless;
  }

  void answer(PageQuery query, Asker asker) {
    if (waiting.size() >= WAITING) {
      asker.failed();
    } else {
      waiting.add(new Waiting(query, asker));
      advance();
    }
  }

  private void advance() {
    while (reading < READING && !waiting.isEmpty()) {
      Waiting next = waiting.remove();
      reading++;
      read(next.query(), next.asker());
    }
  }

  private void read(PageQuery query, Asker asker) {
    TreeSet<PartitionId> refused = new TreeSet<>(query.partitions());
    refused.removeIf(isVoteless.negate());
    on.ports()
        .store()
        .loadRange(
            query.without(refused).partitions(),
            query.bucket(),
            query.scan(),
            new RangeBytes(query.bytes(), Math.max(1, query.bytes() / SHARE)),
            on.then(
                page -> {
                  over();
                  asker.told(query.scan().keysOnly() ? glimpses(query, page) : page, refused);
                },
                () -> {
                  over();
                  asker.failed();
                }));
  }

  private void over() {
    reading--;
    advance();
  }

  /** What a reader would see now. */
  private KeyPage glimpses(PageQuery query, KeyPage page) {
    long now = clock.millis();
    List<KeyPage.Held> items =
        page.items().stream().map(held -> glimpse(query, held, now)).toList();
    return new KeyPage(items, page.last());
  }

  private static KeyPage.Held glimpse(PageQuery query, KeyPage.Held held, long now) {
    if (!(held.content() instanceof Content.State(Crdt state))) {
      return held;
    }
    Crdt visible = state.visible(now);
    long digest = Digest.of(new EntryKey(query.bucket(), held.key()), Slice.whole(visible));
    return new KeyPage.Held(
        held.partition(), held.key(), new Content.Glimpse(digest, visible.isPresent()));
  }
}
