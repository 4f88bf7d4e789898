package io.kvasir.service;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.KeyScan;
import io.kvasir.core.keyspace.Versioned;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads pages of linearizable buckets: one of each shard, put in order. */
final class ShardScans {
  private static final int LEAST_BYTES = 64 << 10;

  private final Shards shards;

  ShardScans(Shards shards) {
    this.shards = shards;
  }

  /**
   * A page of the bucket.
   *
   * @param bytes about how much it may take
   */
  Uni<Result<Scanned>> page(
      BucketId bucket, int count, KeyScan scan, int bytes, Freshness freshness, long timeout) {
    int share = Math.max(LEAST_BYTES, bytes / count);
    List<Uni<ShardOutcome<ShardPage>>> pages =
        IntStream.range(0, count)
            .mapToObj(
                shard ->
                    Calls.<ShardOutcome<ShardPage>>aside(
                        done -> shards.scan(bucket, shard, scan, share, freshness, timeout, done)))
            .toList();
    return Uni.join().all(pages).andFailFast().map(outcomes -> merged(outcomes, scan));
  }

  private static Result<Scanned> merged(List<ShardOutcome<ShardPage>> outcomes, KeyScan scan) {
    List<Scanned> parts = new ArrayList<>();
    for (ShardOutcome<ShardPage> outcome : outcomes) {
      Result<Scanned> part =
          ShardOutcomes.of(
              outcome,
              new Failure.Undecided(Effect.NOT_APPLIED, true),
              (page, leader) ->
                  Result.ok(scanned(page, new Position(revision(page), leader), scan)));
      switch (part) {
        case Result.Ok<Scanned>(Scanned read) -> parts.add(read);
        case Result.Failed<Scanned> failed -> {
          return failed;
        }
      }
    }
    return Result.ok(parts.stream().reduce((a, b) -> a.and(b, scan.reverse())).orElseThrow());
  }

  private static long revision(ShardPage page) {
    return page.reading().revision();
  }

  private static Scanned scanned(ShardPage page, Position position, KeyScan scan) {
    List<ScanPage.Item> items = new ArrayList<>();
    long now = page.reading().nowMillis();
    page.reading()
        .found()
        .forEach((key, versioned) -> items.add(item(key, versioned, position, now, scan)));
    return new Scanned(
        scan.reverse() ? items.reversed() : items, page.last(), Optional.of(position));
  }

  private static ScanPage.Item item(
      Key key, Versioned versioned, Position position, long now, KeyScan scan) {
    return new ScanPage.Item(
        key,
        scan.keysOnly()
            ? Optional.empty()
            : Optional.of(Registers.content(Optional.of(versioned), position, now)));
  }
}
