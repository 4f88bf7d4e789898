package io.kvasir.edge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvasir.edge.cli.client.Reply;
import io.kvasir.edge.cli.client.Request;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A stream of changes that outlives connections and servers: it goes on behind the last change it
 * got, at whichever server can be reached.
 */
final class Watch {
  private static final int ATTEMPTS = 60;
  private static final long PAUSE_MILLIS = 500;

  private final Session session;
  private final Request changes;
  private String cursor;
  private long left;
  private int failures;

  Watch(Session session, Request changes, String cursor) {
    this.session = session;
    this.changes = changes.header("Accept", "text/event-stream");
    this.cursor = cursor;
  }

  /** Shows changes until there were so many, nobody reads them any more, or it is cancelled. */
  void follow(long limit) throws Failed {
    left = limit;
    while (isWanted()) {
      Request request = cursor.isEmpty() ? changes : changes.with("cursor", cursor);
      try (Reply reply = session.open(request)) {
        show(new Events(reply.body()));
      } catch (Failed e) {
        pause(e);
      } catch (IOException e) {
        pause(new Failed(ExitCode.UNAVAILABLE, "the stream ended: " + e.getMessage()));
      }
    }
  }

  private boolean isWanted() {
    return left > 0 && !session.isCancelled() && !session.printer().isBroken();
  }

  private void show(Events events) throws IOException, Failed {
    Optional<Events.Event> next = events.next();
    while (next.isPresent()) {
      show(next.get());
      if (!isWanted()) {
        return;
      }
      next = events.next();
    }
    pause(new Failed(ExitCode.UNAVAILABLE, "the server ended the stream"));
  }

  private void show(Events.Event event) throws IOException {
    failures = 0;
    cursor = event.id().isEmpty() ? cursor : event.id();
    if (event.data().isEmpty()) {
      return;
    }
    ObjectNode document = Json.object().put("event", event.name()).put("cursor", cursor);
    if (Json.read(event.data()) instanceof ObjectNode data) {
      document.setAll(data);
    }
    if (document.has("key")) {
      List<String> cells =
          List.of(event.name(), document.path("key").asText(), Documents.brief(document));
      session.printer().show(document, Shown.line(String.join("\t", cells).stripTrailing()));
      left--;
    } else {
      session.printer().note(document.toString());
    }
  }

  /** A server that cannot be had for a moment is waited for, one that refuses is not. */
  private void pause(Failed failure) throws Failed {
    boolean passes = failure.code() == ExitCode.UNAVAILABLE && !cursor.isEmpty();
    if (session.isCancelled()) {
      return;
    }
    if (!passes || ++failures > ATTEMPTS) {
      throw failure;
    }
    session.servers().turnToNext();
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
  }
}
