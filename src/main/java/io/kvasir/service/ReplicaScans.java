package io.kvasir.service;

import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.ReadRequest;
import io.kvasir.core.replication.ReplicaScan;
import io.kvasir.core.replication.ScanOutcome;
import io.kvasir.core.replication.ScanOutcome.Item;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.engine.Engine;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads pages of convergent buckets. What is too long for a page, and keys that replicas differ
 * about when only keys are wanted, are read one by one, and the page ends before there are many.
 */
final class ReplicaScans {
  /** A value may take megabytes. */
  private static final int LONG_VALUES = 1;

  private static final int UNCERTAIN_KEYS = 32;
  private static final int READS_AT_ONCE = 4;

  private final Engine engine;

  ReplicaScans(Engine engine) {
    this.engine = engine;
  }

  /**
   * A page of the bucket.
   *
   * @param bytes about how much it may take
   */
  Uni<Result<Scanned>> page(
      CatalogueEntry bucket, KeyScan scan, int bytes, Effort effort, Countdown countdown) {
    ReplicaScan request =
        new ReplicaScan(
            bucket.id(), bucket.spec().type(), effort.replicas(), effort.quorum(), scan, bytes);
    return Calls.<ScanOutcome>aside(
            done -> engine.scan(request, Math.max(1, countdown.millis()), done))
        .flatMap(outcome -> conclude(new Page(bucket, scan, effort, countdown), outcome));
  }

  /** What a page was asked with. */
  private record Page(CatalogueEntry bucket, KeyScan scan, Effort effort, Countdown countdown) {
    EntryKey entry(Key key) {
      return new EntryKey(bucket.id(), key);
    }

    ScanPage.Item item(Key key, Content content) {
      return new ScanPage.Item(key, scan.keysOnly() ? Optional.empty() : Optional.of(content));
    }

    int reads() {
      return scan.keysOnly() ? UNCERTAIN_KEYS : LONG_VALUES;
    }
  }

  private Uni<Result<Scanned>> conclude(Page page, ScanOutcome outcome) {
    return switch (outcome) {
      case ScanOutcome.Scanned scanned -> complete(page, within(scanned, page.reads()));
      case ScanOutcome.QuorumUnavailable(int answered, int needed) ->
          failed(new Failure.QuorumUnavailable(answered, needed, Effect.NOT_APPLIED, true));
      case ScanOutcome.TimedOut(int answered, int needed) ->
          failed(new Failure.DeadlineExceeded(answered, needed, Effect.NOT_APPLIED, true));
      case ScanOutcome.Overloaded() -> failed(new Failure.Overloaded());
    };
  }

  private static Uni<Result<Scanned>> failed(Failure failure) {
    return Uni.createFrom().item(Result.failed(failure));
  }

  /** As much of it as needs no more than so many reads. */
  private static ScanOutcome.Scanned within(ScanOutcome.Scanned scanned, int reads) {
    int left = reads;
    List<Item> items = scanned.items();
    for (int at = 0; at < items.size(); at++) {
      if (items.get(at) instanceof Item.Unread && --left < 0) {
        return new ScanOutcome.Scanned(items.subList(0, at), Optional.of(items.get(at - 1).key()));
      }
    }
    return scanned;
  }

  private Uni<Result<Scanned>> complete(Page page, ScanOutcome.Scanned scanned) {
    List<Uni<Read>> reads =
        scanned.items().stream()
            .filter(Item.Unread.class::isInstance)
            .map(item -> read(page, item.key()))
            .toList();
    return reads.isEmpty()
        ? Uni.createFrom().item(completed(page, scanned, List.of()))
        : Uni.join()
            .all(reads)
            .usingConcurrencyOf(READS_AT_ONCE)
            .andFailFast()
            .map(results -> completed(page, scanned, results));
  }

  /** What came of one of the reads. */
  private record Read(Key key, Result<Content> result) {}

  private Uni<Read> read(Page page, Key key) {
    BucketSpec spec = page.bucket().spec();
    EntryKey entry = page.entry(key);
    ReadRequest request =
        new ReadRequest(entry, spec.type(), page.effort().replicas(), page.effort().quorum());
    return Calls.<ReadOutcome>uni(
            done -> engine.read(request, Math.max(1, page.countdown().millis()), done))
        .map(
            outcome ->
                new Read(
                    key,
                    Outcomes.of(
                        outcome, spec.type(), tokens(entry), false, engine.agreedMillis())));
  }

  private ContextTokens tokens(EntryKey entry) {
    return new ContextTokens(engine.topology().orElseThrow().secret(), entry);
  }

  private Result<Scanned> completed(Page page, ScanOutcome.Scanned scanned, List<Read> reads) {
    TreeMap<Key, Content> read = new TreeMap<>();
    for (Read each : reads) {
      switch (each.result()) {
        case Result.Ok<Content>(Content content) -> read.put(each.key(), content);
        case Result.Failed<Content>(Failure failure) -> {
          return Result.failed(failure);
        }
      }
    }
    List<ScanPage.Item> items = new ArrayList<>();
    scanned.items().forEach(item -> shown(page, item, read).ifPresent(items::add));
    return Result.ok(new Scanned(items, scanned.last(), Optional.empty()));
  }

  /** What a client gets to see of a key; empty when there is nothing under it. */
  private Optional<ScanPage.Item> shown(Page page, Item item, SortedMap<Key, Content> read) {
    return switch (item) {
      case Item.Known(Key key, Crdt state) ->
          state.isPresent()
              ? Optional.of(page.item(key, content(page.entry(key), state)))
              : Optional.empty();
      case Item.Sighted(Key key) -> Optional.of(new ScanPage.Item(key, Optional.empty()));
      case Item.Unread(Key key) ->
          Optional.ofNullable(read.get(key))
              .filter(content -> !(content instanceof Content.Absent))
              .map(content -> page.item(key, content));
    };
  }

  private Content content(EntryKey entry, Crdt state) {
    return Content.of(state, tokens(entry), false, engine.agreedMillis());
  }
}
