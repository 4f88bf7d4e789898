package io.kvasir.service;

import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.KeyRange;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.engine.Engine;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Shows the keys of a bucket in the order of their UTF-8 bytes, page by page. A page is bounded by
 * its keys, by bytes and by time, and so is the number of those under way.
 */
public final class ScanService {
  /** What a page takes, unless its first key takes more. */
  private static final int PAGE_BYTES = 1 << 20;

  /** So many pages on end that hold nothing but deleted keys are skipped for the client. */
  private static final int TRIES = 10;

  private final Engine engine;
  private final ShardScans shards;
  private final ReplicaScans replicas;
  private final Timeouts timeouts;
  private final Semaphore free;
  private final ByteBudget memory;
  private final long stallMillis;

  public ScanService(Engine engine, Shards shards, Timeouts timeouts, ScanLimits limits) {
    this.engine = engine;
    this.shards = new ShardScans(shards);
    this.replicas = new ReplicaScans(engine);
    this.timeouts = timeouts;
    this.free = new Semaphore(limits.concurrent());
    this.memory = new ByteBudget(limits.memoryBytes());
    this.stallMillis = limits.stallMillis();
  }

  /** What a stream of pages holds that its client has not taken. */
  public ByteBudget.Share share() {
    return memory.share();
  }

  /** How long a client may take nothing of a stream, in milliseconds. */
  public long stallMillis() {
    return stallMillis;
  }

  /** The next page. */
  public Uni<Result<ScanPage>> page(String bucket, ScanRequest request, RequestOptions options) {
    return Calls.current(engine, () -> page(plan(Buckets.live(engine, bucket), request), options));
  }

  /** A checked request. */
  private record Plan(CatalogueEntry bucket, KeyScan scan, ScanCursors cursors) {
    ScanPage page(Scanned scanned) {
      Scanned shown = scanned.within(scan.limit());
      return new ScanPage(
          bucket.spec().type(), shown.items(), shown.last().map(cursors::behind), shown.position());
    }

    ScanPage nothing() {
      return new ScanPage(bucket.spec().type(), List.of(), Optional.empty(), Optional.empty());
    }
  }

  private Plan plan(CatalogueEntry bucket, ScanRequest request) {
    KeyRange range = range(request);
    ScanCursors cursors =
        new ScanCursors(
            engine.topology().orElseThrow().secret(), bucket.id(), range, request.reverse());
    KeyScan whole = new KeyScan(range, limit(request), request.reverse(), request.keysOnly());
    KeyScan left = request.cursor().map(cursors::key).map(whole::beyond).orElse(whole);
    return new Plan(bucket, left, cursors);
  }

  private static KeyRange range(ScanRequest request) {
    KeyRange range = KeyRange.ofPrefix(request.prefix());
    if (request.from().isPresent()) {
      range = range.from(Bytes.utf8(request.from().get()));
    }
    return request.to().isPresent() ? range.to(Bytes.utf8(request.to().get())) : range;
  }

  private static int limit(ScanRequest request) {
    long limit = request.limit().orElse((long) ScanRequest.DEFAULT_LIMIT);
    if (limit < 1 || limit > ScanRequest.MAX_LIMIT) {
      throw new Refused(
          new Failure.Invalid("limit", "must be 1 to " + ScanRequest.MAX_LIMIT + " keys"));
    }
    return (int) limit;
  }

  private Uni<Result<ScanPage>> page(Plan plan, RequestOptions options) {
    Pages pages = pages(plan.bucket(), options);
    if (plan.scan().range().isEmpty()) {
      return Uni.createFrom().item(Result.ok(plan.nothing()));
    }
    Countdown countdown = Countdown.of(Effort.timeout(options, timeouts.readMillis()));
    return admitted(() -> read(pages, plan.scan(), countdown, TRIES))
        .map(
            result ->
                switch (result) {
                  case Result.Ok<Scanned>(Scanned scanned) -> Result.ok(plan.page(scanned));
                  case Result.Failed<Scanned>(Failure failure) -> Result.failed(failure);
                });
  }

  /** Reads pages of one bucket. */
  private interface Pages {
    Uni<Result<Scanned>> read(KeyScan scan, Countdown countdown);
  }

  private Pages pages(CatalogueEntry bucket, RequestOptions options) {
    if (options.session().isPresent()) {
      throw new Refused(
          new Failure.Unsupported(
              "consistency", "sessions are of keys and transactions, not scans"));
    }
    Optional<Integer> count = Registers.shardsOf(bucket);
    if (count.isPresent()) {
      Registers.refuseQuorum("r", options);
      Freshness freshness = options.freshness().orElse(Freshness.LINEARIZABLE);
      return (scan, countdown) ->
          shards.page(
              bucket.id(),
              count.get(),
              scan,
              PAGE_BYTES,
              freshness,
              Math.max(1, countdown.millis()));
    }
    KeyValueService.refuseForConvergent(options);
    BucketSpec spec = bucket.spec();
    Effort effort =
        Effort.of(options, "r", spec.replicas(), spec.consistency().read(), timeouts.readMillis());
    return (scan, countdown) -> replicas.page(bucket, scan, PAGE_BYTES, effort, countdown);
  }

  private interface Scan {
    Uni<Result<Scanned>> begin();
  }

  /** The first page that has something, of so many. */
  private static Uni<Result<Scanned>> read(
      Pages pages, KeyScan scan, Countdown countdown, int tries) {
    return pages
        .read(scan, countdown)
        .flatMap(
            result ->
                result instanceof Result.Ok<Scanned>(Scanned page)
                        && page.items().isEmpty()
                        && page.last().isPresent()
                        && tries > 1
                    ? read(pages, scan.beyond(page.last().get()), countdown, tries - 1)
                    : Uni.createFrom().item(result));
  }

  private Uni<Result<Scanned>> admitted(Scan scan) {
    if (!free.tryAcquire()) {
      return Uni.createFrom().item(Result.failed(new Failure.Overloaded()));
    }
    return scan.begin().eventually(() -> free.release());
  }
}
