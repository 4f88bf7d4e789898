package io.kvasir.service;

import io.kvasir.core.bytes.Bytes;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A watch of which the watcher hears now and then, whatever happens: changes, or how far it is. One
 * call at a time, from any thread, but {@link #close}.
 */
public final class PacedWatch {
  private static final int PAGE_CHANGES = 256;

  /** How long it may take to learn where now is; a bucket that was just made has no leader yet. */
  private static final long BEGIN_MILLIS = 5_000;

  private final Watch watch;
  private final WatchPace pace;
  private List<Change> heard = List.of();
  private Bytes heardUpTo = Bytes.EMPTY;
  private String cursor;
  private long saidNanos = System.nanoTime();
  private volatile WatchEnd why = WatchEnd.CLIENT;

  private PacedWatch(Watch watch, WatchPace pace, String cursor) {
    this.watch = watch;
    this.pace = pace;
    this.cursor = cursor;
  }

  /**
   * Finds out where the watch begins. What cannot go on is refused; but who resumes while a shard
   * has no leader waits on the stream.
   *
   * @param from where the client is; empty for now
   */
  static Uni<Result<PacedWatch>> begin(Watch watch, Optional<String> from, WatchPace pace) {
    return watch
        .next(PAGE_CHANGES, from.isPresent() ? 1 : BEGIN_MILLIS)
        .onFailure()
        .invoke(() -> watch.close(WatchEnd.UNAVAILABLE))
        .map(
            first ->
                switch (first) {
                  case Result.Ok<ChangePage>(ChangePage page) ->
                      Result.ok(begun(watch, from, pace, page));
                  case Result.Failed<ChangePage> failed
                      when from.isPresent() && failed.failure().isRetryable() ->
                      Result.ok(new PacedWatch(watch, pace, from.get()));
                  case Result.Failed<ChangePage>(Failure failure) -> {
                    watch.close(WatchEnd.of(failure));
                    yield Result.failed(failure);
                  }
                });
  }

  private static PacedWatch begun(
      Watch watch, Optional<String> from, WatchPace pace, ChangePage first) {
    PacedWatch begun =
        new PacedWatch(watch, pace, from.orElseGet(() -> watch.cursor(first.position())));
    begun.heard = first.changes();
    begun.heardUpTo = first.position();
    if (first.changes().isEmpty()) {
      begun.tell(first);
    }
    return begun;
  }

  /**
   * The next changes, or none at the end of a heartbeat's time. Ends as {@link Watch#next}, and
   * need not complete once it is closed.
   */
  public Uni<Result<ChangePage>> next() {
    if (!heard.isEmpty()) {
      ChangePage page = new ChangePage(heard, heardUpTo);
      heard = List.of();
      return Uni.createFrom().item(Result.ok(page));
    }
    return watch
        .next(PAGE_CHANGES, pace.heartbeatMillis())
        .flatMap(
            result ->
                result instanceof Result.Ok<ChangePage>(ChangePage page)
                    ? next(page)
                    : Uni.createFrom().item(result));
  }

  /** One shard's silence after another's is told as one. */
  private Uni<Result<ChangePage>> next(ChangePage page) {
    long silentMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - saidNanos);
    if (page.changes().isEmpty() && silentMillis < pace.heartbeatMillis() / 2) {
      tell(page);
      return next();
    }
    saidNanos = System.nanoTime();
    return Uni.createFrom().item(Result.ok(page));
  }

  /** The watcher is told that page. */
  public void tell(ChangePage page) {
    cursor = cursor(page);
  }

  /** Where the watcher goes on, on any node: behind all that it was told. */
  public String cursor() {
    return cursor;
  }

  /** Where it goes on behind a page. */
  public String cursor(ChangePage page) {
    return watch.cursor(page.position());
  }

  /** Where it goes on behind a change. */
  public String cursor(Change change) {
    return watch.cursor(change.position());
  }

  /** A share of what all watchers together may hold that was not sent yet. */
  public ByteBudget.Share share() {
    return pace.budget().share();
  }

  public WatchPace pace() {
    return pace;
  }

  /** Why it is about to end, unless that is what the client wants. */
  public void endsFor(WatchEnd end) {
    why = end;
  }

  /** Ends it; from any thread, once or more often. */
  public void close() {
    watch.close(why);
  }
}
