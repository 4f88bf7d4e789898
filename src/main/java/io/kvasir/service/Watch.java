package io.kvasir.service;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.Engine;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** What one watcher hears of a bucket. One call at a time, from any thread, but {@link #close}. */
public final class Watch {
  private final Engine engine;
  private final CatalogueEntry bucket;
  private final SealedTokens cursors;
  private final WatchObserver observer;
  private final Consumer<Watch> onClose;
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private final AtomicReference<Optional<ChangeStream>> stream =
      new AtomicReference<>(Optional.empty());
  private final AtomicReference<Optional<Failure>> end = new AtomicReference<>(Optional.empty());
  private final AtomicReference<Optional<UniEmitter<? super Result<ChangePage>>>> waiting =
      new AtomicReference<>(Optional.empty());

  Watch(
      Engine engine,
      CatalogueEntry bucket,
      SealedTokens cursors,
      WatchObserver observer,
      Consumer<Watch> onClose) {
    this.engine = engine;
    this.bucket = bucket;
    this.cursors = cursors;
    this.observer = observer;
    this.onClose = onClose;
  }

  /** Of which kind its bucket is. */
  public WatchKind kind() {
    return Registers.shardsOf(bucket).isPresent() ? WatchKind.LINEARIZABLE : WatchKind.CONVERGENT;
  }

  void begin(ChangeStream changes) {
    stream.set(Optional.of(changes));
  }

  /** The watcher is told so, at once or when it asks for more. */
  void end(Failure failure) {
    end.set(Optional.of(failure));
    tell(Result.failed(failure));
  }

  /**
   * As {@link ChangeStream#next}; ends also when the bucket was dropped or the node stops. Need not
   * complete once the watch is closed.
   */
  public Uni<Result<ChangePage>> next(int limit, long waitMillis) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              waiting.set(Optional.of(emitter));
              end.get()
                  .or(this::lost)
                  .ifPresentOrElse(
                      over -> tell(Result.failed(over)), () -> pull(limit, waitMillis));
            });
  }

  private void pull(int limit, long waitMillis) {
    stream
        .get()
        .ifPresent(
            changes ->
                changes
                    .next(limit, waitMillis)
                    .subscribe()
                    .with(
                        page -> tell(lost().map(Result::<ChangePage>failed).orElse(page)),
                        this::broke));
  }

  /** Why nothing can be heard of the bucket any more. */
  private Optional<Failure> lost() {
    if (engine.isRemoved()) {
      return Optional.of(new Failure.Removed());
    }
    boolean isLive =
        engine
            .topology()
            .map(Topology::buckets)
            .flatMap(buckets -> buckets.live(bucket.id().name()))
            .filter(entry -> entry.id().equals(bucket.id()))
            .isPresent();
    return isLive
        ? Optional.empty()
        : Optional.of(new Failure.BucketNotFound(bucket.id().name().value()));
  }

  private void tell(Result<ChangePage> result) {
    waiting
        .getAndSet(Optional.empty())
        .ifPresent(
            emitter -> {
              if (result instanceof Result.Ok<ChangePage>(ChangePage page)) {
                observer.onTold(kind(), page.changes().size());
              }
              emitter.complete(result);
            });
  }

  private void broke(Throwable defect) {
    waiting.getAndSet(Optional.empty()).ifPresent(emitter -> emitter.fail(defect));
  }

  /** What a client goes on with at {@code position}, on any node. */
  public String cursor(Bytes position) {
    return cursors.seal(position);
  }

  /** Ends it; from any thread, once or more often, of which the first says why. */
  public void close(WatchEnd why) {
    if (isClosed.compareAndSet(false, true)) {
      observer.onEnded(kind(), why);
    }
    onClose.accept(this);
    stream.getAndSet(Optional.empty()).ifPresent(ChangeStream::close);
  }
}
