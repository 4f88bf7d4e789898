package io.kvasir.service;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.watch.Delivery;
import io.kvasir.core.watch.PositionCodec;
import io.kvasir.core.watch.WatchScope;
import io.kvasir.engine.ChangeWatch;
import io.kvasir.engine.Engine;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The changes of convergent buckets: of each key what the replicas hold of it, merged. */
public final class ConvergentChanges implements ChangeSource {
  private final Engine engine;

  public ConvergentChanges(Engine engine) {
    this.engine = engine;
  }

  @Override
  public Uni<Result<ChangeStream>> open(
      CatalogueEntry bucket, WatchScope scope, Optional<Bytes> position) {
    Optional<io.kvasir.core.watch.Position> from = position.flatMap(PositionCodec::decode);
    if (position.isPresent() && from.isEmpty()) {
      return Uni.createFrom().item(Result.failed(new Failure.BadCursor("is of another release")));
    }
    return Uni.createFrom()
        .emitter(
            emitter -> {
              boolean isOpening =
                  engine.watch(
                      bucket,
                      from,
                      watch -> emitter.complete(Result.ok(new Stream(bucket, scope, watch))));
              if (!isOpening) {
                emitter.complete(Result.failed(new Failure.Overloaded()));
              }
            });
  }

  /** What one watcher hears. */
  private final class Stream implements ChangeStream {
    private final CatalogueEntry bucket;
    private final WatchScope scope;
    private final ChangeWatch watch;

    Stream(CatalogueEntry bucket, WatchScope scope, ChangeWatch watch) {
      this.bucket = bucket;
      this.scope = scope;
      this.watch = watch;
    }

    @Override
    public Uni<Result<ChangePage>> next(int limit, long waitMillis) {
      return Uni.createFrom()
          .emitter(emitter -> watch.next(limit, waitMillis, page -> emitter.complete(of(page))));
    }

    /** Of a page without a change that is in its scope the watcher is told how far it is. */
    private Result<ChangePage> of(ChangeWatch.Page page) {
      return switch (page) {
        case ChangeWatch.Page.Some(List<Delivery> deliveries, var position) ->
            Result.ok(new ChangePage(changes(deliveries), PositionCodec.encode(position)));
        case ChangeWatch.Page.Compacted() -> Result.failed(new Failure.Compacted());
        case ChangeWatch.Page.NotYet() -> Result.failed(new Failure.Overloaded());
      };
    }

    private List<Change> changes(List<Delivery> deliveries) {
      long now = engine.agreedMillis();
      List<Change> changes = new ArrayList<>();
      for (Delivery delivery : deliveries) {
        if (scope.includes(delivery.key())) {
          Bytes position = PositionCodec.encode(delivery.position());
          Optional<Content> content =
              delivery
                  .state()
                  .map(state -> state.visible(now))
                  .filter(state -> state.isPresent())
                  .map(state -> content(delivery, state, now));
          changes.add(new Change(delivery.key(), content, Optional.empty(), position));
        }
      }
      return changes;
    }

    private Content content(Delivery delivery, Crdt state, long now) {
      EntryKey entry = new EntryKey(bucket.id(), delivery.key());
      ContextTokens tokens = new ContextTokens(Belonging.required(engine).secret(), entry);
      return Content.of(state, tokens, false, now);
    }

    @Override
    public void close() {
      watch.close();
    }
  }
}
