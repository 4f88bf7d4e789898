package io.kvasir.engine;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.node.Actor;
import io.kvasir.core.watch.Delivery;
import io.kvasir.core.watch.Feed;
import io.kvasir.core.watch.JournalPage;
import io.kvasir.core.watch.Mark;
import io.kvasir.core.watch.Position;
import io.kvasir.core.watch.WatchMessage.Answer;
import io.kvasir.core.watch.WatchMessage.Question;
import io.kvasir.engine.loop.Deadlines;
import java.util.List;
import java.util.Optional;

/** Runs one feed, on a loop. */
final class FeedRunner {
  private static final long PULL_MILLIS = 10_000;
  private static final long ANSWER_MILLIS = 2_000;

  /** Who hears of what the feed says. */
  interface Listener {
    void delivered(Delivery delivery);

    /** What was delivered last of a key was come to again. */
    void repeated(Delivery delivery);

    void rested(Position position);

    void compacted();
  }

  private final BucketId bucket;
  private final Feed feed;
  private final Inquiries inquiries;
  private final Deadlines deadlines;
  private final Listener listener;
  private boolean isClosed;

  FeedRunner(
      BucketId bucket, Feed feed, Inquiries inquiries, Deadlines deadlines, Listener listener) {
    this.bucket = bucket;
    this.feed = feed;
    this.inquiries = inquiries;
    this.deadlines = deadlines;
    this.listener = listener;
  }

  Feed feed() {
    return feed;
  }

  void close() {
    isClosed = true;
  }

  void on(Feed.Event event) {
    if (!isClosed) {
      feed.on(event).forEach(this::carryOut);
    }
  }

  private void carryOut(Feed.Effect effect) {
    if (isClosed) {
      return;
    }
    switch (effect) {
      case Feed.Effect.Pull(long id, var from, long after, int limit, boolean waits) -> {
        long wait = waits ? PULL_MILLIS : 0;
        inquiries.ask(
            from,
            bucket,
            new Question.Pull(after, limit, wait),
            wait + ANSWER_MILLIS,
            (store, answer) -> pulled(id, store, answer));
      }
      case Feed.Effect.Look(long id, var from, var places) ->
          inquiries.ask(
              from,
              bucket,
              new Question.Look(places),
              ANSWER_MILLIS,
              (store, answer) -> looked(id, store, answer));
      case Feed.Effect.Fetch(long id, var from, var places) ->
          inquiries.ask(
              from,
              bucket,
              new Question.Fetch(places),
              ANSWER_MILLIS,
              (store, answer) -> fetched(id, store, answer));
      case Feed.Effect.Wake(long id, long afterMillis) -> {
        Deadlines.Wait _ = deadlines.after(afterMillis, () -> on(new Feed.Event.Woken(id)));
      }
      case Feed.Effect.Deliver(Delivery delivery) -> listener.delivered(delivery);
      case Feed.Effect.Repeat(Delivery delivery) -> listener.repeated(delivery);
      case Feed.Effect.Rest(Position position) -> listener.rested(position);
      case Feed.Effect.Compacted() -> listener.compacted();
    }
  }

  private void pulled(long id, Actor store, Answer answer) {
    on(
        answer instanceof Answer.Changes(JournalPage page)
            ? new Feed.Event.Pulled(id, store, page)
            : new Feed.Event.NotPulled(id));
  }

  private void looked(long id, Actor store, Answer answer) {
    on(
        answer instanceof Answer.Marks(List<Mark> marks)
            ? new Feed.Event.Looked(id, store, marks)
            : new Feed.Event.NotLooked(id));
  }

  private void fetched(long id, Actor store, Answer answer) {
    on(
        answer instanceof Answer.States(List<Optional<Crdt>> states)
            ? new Feed.Event.Fetched(id, store, states)
            : new Feed.Event.NotFetched(id));
  }
}
