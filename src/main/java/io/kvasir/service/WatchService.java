package io.kvasir.service;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Limits;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.watch.WatchScope;
import io.kvasir.engine.Engine;
import io.smallrye.mutiny.Uni;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Follows the changes of buckets of both kinds. */
public final class WatchService {
  /**
   * Where changes come from.
   *
   * @param linearizable of buckets with a log
   * @param convergent of all others
   */
  public record Sources(ChangeSource linearizable, ChangeSource convergent) {
    ChangeSource of(CatalogueEntry bucket) {
      return Registers.shardsOf(bucket).isPresent() ? linearizable : convergent;
    }
  }

  private final Engine engine;
  private final Sources sources;
  private final Limited limited;
  private final int maxWatchers;
  private final WatchObserver observer;
  private final Set<Watch> watches = Collections.newSetFromMap(new ConcurrentHashMap<>());
  private final AtomicBoolean isDraining = new AtomicBoolean();

  /**
   * @param maxWatchers how many streams this node serves at once
   */
  public WatchService(
      Engine engine, Sources sources, Limits limits, int maxWatchers, WatchObserver observer) {
    this.engine = engine;
    this.sources = sources;
    this.limited = new Limited(limits);
    this.maxWatchers = maxWatchers;
    this.observer = observer;
  }

  /** How many streams there are. */
  public int watchers() {
    return watches.size();
  }

  /** How many streams there are of buckets of a kind. */
  public int watchers(WatchKind kind) {
    return (int) watches.stream().filter(watch -> watch.kind() == kind).count();
  }

  /**
   * Begins to watch; who got a watch closes it.
   *
   * @param cursor where to go on, as an earlier watch of the same bucket and scope gave it; empty
   *     for now
   */
  public Uni<Result<Watch>> open(String bucket, WatchScope scope, Optional<String> cursor) {
    return Calls.current(
        engine,
        () -> {
          CatalogueEntry entry = Buckets.live(engine, bucket);
          if (scope instanceof WatchScope.OfKey(Key key)) {
            limited.key(key.value());
          }
          return open(entry, scope, cursor);
        });
  }

  /** As {@link #open}; the watch has begun, and speaks up at that pace. */
  public Uni<Result<PacedWatch>> follow(
      String bucket, WatchScope scope, Optional<String> cursor, WatchPace pace) {
    return open(bucket, scope, cursor)
        .flatMap(
            opened ->
                switch (opened) {
                  case Result.Ok<Watch>(Watch watch) -> PacedWatch.begin(watch, cursor, pace);
                  case Result.Failed<Watch>(Failure failure) ->
                      Uni.createFrom().item(Result.failed(failure));
                });
  }

  private Uni<Result<Watch>> open(
      CatalogueEntry bucket, WatchScope scope, Optional<String> cursor) {
    if (isDraining.get()) {
      throw new Refused(new Failure.Stopping());
    }
    SealedTokens cursors = cursors(bucket, scope);
    Optional<Bytes> position = cursor.map(token -> read(cursors, token));
    Watch watch = new Watch(engine, bucket, cursors, observer, watches::remove);
    watches.add(watch);
    if (watches.size() > maxWatchers) {
      watch.close(WatchEnd.OVERLOADED);
      throw new Refused(new Failure.Overloaded());
    }
    return sources
        .of(bucket)
        .open(bucket, scope, position)
        .onFailure()
        .invoke(() -> watch.close(WatchEnd.UNAVAILABLE))
        .map(stream -> opened(watch, stream));
  }

  private Result<Watch> opened(Watch watch, Result<ChangeStream> stream) {
    return switch (stream) {
      case Result.Ok<ChangeStream>(ChangeStream changes) -> {
        watch.begin(changes);
        if (isDraining.get()) {
          watch.end(new Failure.Stopping());
        }
        yield Result.ok(watch);
      }
      case Result.Failed<ChangeStream>(Failure failure) -> {
        watch.close(WatchEnd.of(failure));
        yield Result.failed(failure);
      }
    };
  }

  private SealedTokens cursors(CatalogueEntry bucket, WatchScope scope) {
    List<String> kind =
        switch (scope) {
          case WatchScope.OfKey(Key key) -> List.of("key", key.value());
          case WatchScope.OfPrefix(String prefix) -> List.of("prefix", prefix);
        };
    return new SealedTokens(
        Belonging.required(engine).secret(),
        List.of(
            "watch",
            bucket.id().name().value(),
            Integer.toString(bucket.id().generation()),
            kind.getFirst(),
            kind.getLast()));
  }

  private static Bytes read(SealedTokens cursors, String token) {
    return cursors
        .open(token)
        .orElseThrow(
            () ->
                new Refused(
                    new Failure.BadCursor(
                        "is not one that this cluster gave out for this bucket and what is"
                            + " watched of it")));
  }

  /** The node is about to stop: all streams end, and no other begins. */
  public void drain() {
    isDraining.set(true);
    watches.forEach(watch -> watch.end(new Failure.Stopping()));
  }
}
