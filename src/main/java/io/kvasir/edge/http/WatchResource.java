package io.kvasir.edge.http;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.watch.WatchScope;
import io.kvasir.service.ChangePage;
import io.kvasir.service.Result;
import io.kvasir.service.Watch;
import io.kvasir.service.WatchService;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** The changes of a bucket as Server-Sent Events (HTML, section 9.2). */
final class WatchResource {
  private static final String RESUME = "Last-Event-ID";

  /** How long it may take to learn where now is; a bucket that was just made has no leader yet. */
  private static final long BEGIN_MILLIS = 5_000;

  private final WatchService watches;
  private final WatchPace pace;
  private final Provenance provenance;

  WatchResource(WatchService watches, WatchPace pace, Provenance provenance) {
    this.watches = watches;
    this.pace = pace;
    this.provenance = provenance;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/bucket/{bucket}/_watch", "watch", this::watch)
            .taking("key", "prefix", "cursor")
            .heeding(RESUME));
  }

  private Uni<Answer> watch(Call call) {
    Optional<String> cursor = cursor(call);
    return watches
        .open(call.segment("bucket"), scope(call.query()), cursor)
        .flatMap(
            opened ->
                switch (opened) {
                  case Result.Ok<Watch>(Watch watch) -> begin(watch, cursor);
                  case Result.Failed<Watch> failed ->
                      Uni.createFrom().item(provenance.refusal(failed.failure()));
                });
  }

  private static WatchScope scope(Query query) {
    Optional<String> key = query.get("key");
    if (key.isPresent() && query.get("prefix").isPresent()) {
      throw new Rejected(Problems.invalid("prefix", "must not be given beside a key"));
    }
    if (key.filter(String::isEmpty).isPresent()) {
      throw new Rejected(Problems.invalid("key", "must have at least one character"));
    }
    return key.<WatchScope>map(text -> new WatchScope.OfKey(new Key(text)))
        .orElseGet(() -> new WatchScope.OfPrefix(query.get("prefix").orElse("")));
  }

  /** The header is the later one: a client adds it to the target it began with. */
  private static Optional<String> cursor(Call call) {
    return Optional.ofNullable(call.headers().get(RESUME))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .or(() -> call.query().get("cursor"));
  }

  /**
   * What cannot go on is refused before anything is sent; but who resumes while a shard has no
   * leader waits on the stream, since an EventSource does not try again when it is refused.
   */
  private Uni<Answer> begin(Watch watch, Optional<String> cursor) {
    return watch
        .next(WatchEvents.PAGE_CHANGES, cursor.isPresent() ? 1 : BEGIN_MILLIS)
        .onFailure()
        .invoke(watch::close)
        .map(
            first ->
                switch (first) {
                  case Result.Ok<ChangePage>(ChangePage page) ->
                      streamed(WatchEvents.from(watch, pace, page));
                  case Result.Failed<ChangePage> failed
                      when cursor.isPresent() && failed.failure().isRetryable() ->
                      streamed(WatchEvents.from(watch, pace, cursor.get()));
                  case Result.Failed<ChangePage> failed -> {
                    watch.close();
                    yield provenance.refusal(failed.failure());
                  }
                });
  }

  private static Answer streamed(WatchEvents events) {
    return new Answer.Streamed(MediaTypes.EVENTS, events, Optional.empty());
  }
}
