package io.kvasir.edge.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.service.ByteBudget;
import io.kvasir.service.Change;
import io.kvasir.service.ChangePage;
import io.kvasir.service.Failure;
import io.kvasir.service.PacedWatch;
import io.kvasir.service.Result;
import io.kvasir.service.WatchEnd;
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
  private final PacedWatch watch;
  private final ByteBudget.Share share;
  private boolean isBegun;
  private boolean isEnded;

  WatchEvents(PacedWatch watch) {
    this.watch = watch;
    this.share = watch.share();
  }

  @Override
  public Uni<Optional<Buffer>> next() {
    share.giveBack();
    if (isEnded) {
      return Uni.createFrom().item(Optional.empty());
    }
    if (!isBegun) {
      isBegun = true;
      return Uni.createFrom().item(Optional.of(comment("watching", watch.cursor())));
    }
    return watch
        .next()
        .map(
            result ->
                switch (result) {
                  case Result.Ok<ChangePage>(ChangePage page) -> Optional.of(piece(page));
                  case Result.Failed<ChangePage>(Failure failure) ->
                      Optional.of(end(WatchEnd.of(failure), Problems.of(failure)));
                });
  }

  /** What all watchers hold is bounded: who comes on top is told to come back. */
  private Buffer piece(ChangePage page) {
    Buffer piece =
        page.changes().isEmpty() ? comment("heartbeat", watch.cursor(page)) : events(page);
    if (!share.grow(piece.length())) {
      return end(
          WatchEnd.OVERLOADED,
          Problems.overloaded("The node's watchers hold too much that was not taken."));
    }
    watch.tell(page);
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
      event(target, name, document, watch.cursor(change));
    }
    return target;
  }

  private Buffer end(WatchEnd end, Problem problem) {
    isEnded = true;
    watch.endsFor(end);
    Buffer target = Buffer.buffer();
    event(target, "end", problem.document().put("cursor", watch.cursor()), watch.cursor());
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
    return end(WatchEnd.SLOW_CONSUMER, Problems.slowConsumer());
  }

  @Override
  public long patienceMillis() {
    return watch.pace().stallMillis();
  }

  @Override
  public void close() {
    share.giveBack();
    watch.close();
  }
}
