package io.kvasir.edge.http;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.watch.WatchScope;
import io.kvasir.service.Failure;
import io.kvasir.service.PacedWatch;
import io.kvasir.service.Result;
import io.kvasir.service.WatchPace;
import io.kvasir.service.WatchService;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** The changes of a bucket as Server-Sent Events (HTML, section 9.2). */
final class WatchResource {
  private static final String RESUME = "Last-Event-ID";

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
    return watches
        .follow(call.segment("bucket"), scope(call.query()), cursor(call), pace)
        .map(
            followed ->
                switch (followed) {
                  case Result.Ok<PacedWatch>(PacedWatch watch) ->
                      new Answer.Streamed(
                          MediaTypes.EVENTS, new WatchEvents(watch), Optional.empty());
                  case Result.Failed<PacedWatch>(Failure failure) -> provenance.refusal(failure);
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
}
