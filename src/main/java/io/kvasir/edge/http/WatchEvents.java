package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.service.ByteBudget;
import io.kvasir.service.Change;
import io.kvasir.service.ChangePage;
import io.kvasir.service.Failure;
import io.kvasir.service.Result;
import io.kvasir.service.Watch;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * One watch as Server-Sent Events:
 *
 * <pre>
 * put     what stands under a key now, as a read shows it
 * delete  the key
 * end     why the stream ends, a problem document with the cursor
 * </pre>
 *
 * The id of an event is the cursor behind it. A comment with an id, and no event, says how far the
 * stream is when it begins and when nothing happens.
 */
final class WatchEvents implements BodySource {
  static final int PAGE_CHANGES = 256;

  private final Watch watch;
  private final WatchPace pace;
  private final ByteBudget.Share share;
  private Optional<ChangePage> first;
  private String cursor;
  private boolean isBegun;
  private boolean isEnded;
  private long saidNanos = System.nanoTime();

  private WatchEvents(Watch watch, WatchPace pace, Optional<ChangePage> first, String cursor) {
    this.watch = watch;
    this.pace = pace;
    this.share = pace.budget().share();
    this.first = first;
    this.cursor = cursor;
  }

  /** Begins with what was heard already. */
  static WatchEvents from(Watch watch, WatchPace pace, ChangePage first) {
    return new WatchEvents(watch, pace, Optional.of(first), watch.cursor(first.position()));
  }

  /** Begins where the client is. */
  static WatchEvents from(Watch watch, WatchPace pace, String cursor) {
    return new WatchEvents(watch, pace, Optional.empty(), cursor);
  }

  @Override
  public Uni<Optional<Buffer>> next() {
    share.giveBack();
    if (isEnded) {
      return Uni.createFrom().item(Optional.empty());
    }
    if (!isBegun) {
      isBegun = true;
      return Uni.createFrom().item(Optional.of(opening()));
    }
    return watch
        .next(PAGE_CHANGES, pace.heartbeatMillis())
        .flatMap(
            result ->
                switch (result) {
                  case Result.Ok<ChangePage>(ChangePage page) -> told(page);
                  case Result.Failed<ChangePage>(Failure failure) ->
                      Uni.createFrom().item(Optional.of(end(Problems.of(failure))));
                });
  }

  private Buffer opening() {
    Buffer opening =
        first
            .filter(page -> !page.changes().isEmpty())
            .map(this::events)
            .orElseGet(() -> comment("watching", cursor));
    first = Optional.empty();
    share.take(opening.length());
    return opening;
  }

  /** One shard's silence after another's is told as one. */
  private Uni<Optional<Buffer>> told(ChangePage page) {
    long silentMillis = (System.nanoTime() - saidNanos) / 1_000_000;
    if (page.changes().isEmpty() && silentMillis < pace.heartbeatMillis() / 2) {
      cursor = watch.cursor(page.position());
      return next();
    }
    saidNanos = System.nanoTime();
    return Uni.createFrom().item(Optional.of(piece(page)));
  }

  /** What all watchers hold is bounded: who comes on top is told to come back. */
  private Buffer piece(ChangePage page) {
    String behind = watch.cursor(page.position());
    Buffer piece = page.changes().isEmpty() ? comment("heartbeat", behind) : events(page);
    if (!share.grow(piece.length())) {
      return end(Problems.overloaded("The node's watchers hold too much that was not taken."));
    }
    cursor = behind;
    return piece;
  }

  private Buffer events(ChangePage page) {
    Buffer target = Buffer.buffer();
    for (Change change : page.changes()) {
      String key = change.key().value();
      ObjectNode document =
          change
              .content()
              .map(content -> Representation.document(content, key))
              .orElseGet(() -> Json.object().put("key", key));
      change.revision().ifPresent(revision -> document.put("revision", revision));
      String name = change.content().isPresent() ? "put" : "delete";
      event(target, name, document, watch.cursor(change.position()));
    }
    return target;
  }

  private Buffer end(Problem problem) {
    isEnded = true;
    Buffer target = Buffer.buffer();
    event(target, "end", problem.document().put("cursor", cursor), cursor);
    return target;
  }

  private static void event(Buffer target, String name, ObjectNode document, String id) {
    target
        .appendString("id: ")
        .appendString(id)
        .appendString("\nevent: ")
        .appendString(name)
        .appendString("\ndata: ")
        .appendBytes(Json.write(document))
        .appendString("\n\n");
  }

  private static Buffer comment(String text, String id) {
    return Buffer.buffer(": " + text + "\nid: " + id + "\n\n");
  }

  @Override
  public Buffer cutOff() {
    return end(Problems.slowConsumer());
  }

  @Override
  public long patienceMillis() {
    return pace.stallMillis();
  }

  @Override
  public void close() {
    share.giveBack();
    watch.close();
  }
}
