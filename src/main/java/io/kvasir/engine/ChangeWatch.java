package io.kvasir.engine;

import io.kvasir.core.node.Actor;
import io.kvasir.core.watch.Delivery;
import io.kvasir.core.watch.Feed;
import io.kvasir.core.watch.Overlap;
import io.kvasir.core.watch.Position;
import io.kvasir.core.watch.Reach;
import io.kvasir.engine.loop.Deadlines;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One watcher of a convergent bucket. It hears the shared feed; as long as it is not where that is,
 * it has a feed of its own, which works only while the watcher asks for more.
 */
public final class ChangeWatch implements FeedRunner.Listener {
  /** What a watcher is told. */
  public sealed interface Page {
    /**
     * Some changes, or none in time.
     *
     * @param position behind all of it; where the watch is if it is empty
     */
    record Some(List<Delivery> deliveries, Position position) implements Page {
      public Some {
        deliveries = List.copyOf(deliveries);
      }
    }

    /** Changes behind the position are not kept any more. The watch is over. */
    record Compacted() implements Page {}

    /** The loop is full, or where now is is not known yet. */
    record NotYet() implements Page {}
  }

  private record Call(int limit, Consumer<Page> done, Deadlines.Wait deadline) {}

  private final WatchDesk desk;
  private final SharedFeed shared;
  private final Function<ChangeWatch, FeedRunner> ownFeeds;
  private final ArrayDeque<Delivery> queue = new ArrayDeque<>();
  private @Nullable FeedRunner own;
  private Optional<Position> position;
  private Optional<Overlap> overlap = Optional.empty();
  private Optional<Call> call = Optional.empty();
  private boolean isCompacted;
  private long index;
  private long attachedAt;

  /**
   * @param from where it is to go on; empty for now
   * @param ownFeeds makes a feed that begins where a watch is
   */
  ChangeWatch(
      WatchDesk desk,
      SharedFeed shared,
      Optional<Position> from,
      Function<ChangeWatch, FeedRunner> ownFeeds) {
    this.desk = desk;
    this.shared = shared;
    this.position = from;
    this.ownFeeds = ownFeeds;
    this.index = from.map(shared::behind).orElseGet(shared::end);
  }

  /**
   * The next changes; {@code done} is called once, on any thread. One call at a time, from any
   * thread.
   */
  public void next(int limit, long waitMillis, Consumer<Page> done) {
    if (!desk.offer(() -> begin(limit, waitMillis, done))) {
      done.accept(new Page.NotYet());
    }
  }

  /** Ends it; any thread. */
  public void close() {
    desk.close(this);
  }

  Optional<Position> position() {
    return position;
  }

  SharedFeed shared() {
    return shared;
  }

  void closed() {
    dropOwn();
    tell(new Page.NotYet());
  }

  private void begin(int limit, long waitMillis, Consumer<Page> done) {
    call = Optional.of(new Call(limit, done, desk.deadlines().after(waitMillis, this::expire)));
    serve();
  }

  private void expire() {
    tell(position.<Page>map(at -> new Page.Some(List.of(), at)).orElseGet(Page.NotYet::new));
  }

  private void tell(Page page) {
    Optional<Call> waiting = call;
    call = Optional.empty();
    waiting.ifPresent(
        each -> {
          each.deadline().cancel();
          each.done().accept(page);
        });
  }

  /** Something happened that it may be told of. */
  void wake() {
    if (own != null && own.feed().isResting() && queue.isEmpty()) {
      attach();
    }
    if (call.isPresent()) {
      serve();
    }
  }

  /** There is nothing more to hear of. */
  void ended() {
    dropOwn();
    expire();
  }

  void on(Feed.Event event) {
    if (own != null && event instanceof Feed.Event.Placed) {
      own.on(event);
    }
  }

  private void serve() {
    if (isCompacted) {
      tell(new Page.Compacted());
    } else if (position.isEmpty()) {
      shared.latest().ifPresent(this::beginNow);
    } else if (own == null && shared.has(index)) {
      give();
    } else {
      giveOwn();
    }
  }

  private void beginNow(Position now) {
    position = Optional.of(now);
    index = shared.end();
    tell(new Page.Some(List.of(), now));
  }

  private void give() {
    int limit = call.orElseThrow().limit();
    List<Delivery> fresh = new ArrayList<>();
    List<Delivery> some = shared.from(index, limit);
    for (Delivery delivery : some) {
      if (!isHeard(delivery)) {
        fresh.add(delivery);
      }
    }
    index += some.size();
    if (!some.isEmpty()) {
      position = Optional.of(some.getLast().position());
    }
    if (index == shared.end() && (overlap.isEmpty() || index > attachedAt)) {
      position = shared.latest().or(() -> position);
    }
    if (!fresh.isEmpty()) {
      tell(new Page.Some(fresh, position.orElseThrow()));
    }
  }

  /** What its own feed has said is ahead of what the shared one is sure of. */
  private boolean isHeard(Delivery delivery) {
    return overlap.filter(own -> own.hasHeard(delivery)).isPresent();
  }

  private void giveOwn() {
    if (own == null) {
      queue.clear();
      own = ownFeeds.apply(this);
    }
    if (queue.isEmpty()) {
      goOn(own);
      return;
    }
    int limit = call.orElseThrow().limit();
    List<Delivery> some = new ArrayList<>();
    while (!queue.isEmpty() && some.size() < limit) {
      some.add(queue.remove());
    }
    position = Optional.of(some.getLast().position());
    tell(new Page.Some(some, position.get()));
  }

  /**
   * All that the own feed said was told. What the shared one came to meanwhile may be the last that
   * happens, so it is looked at now: nothing may follow that would wake this watch.
   */
  private void goOn(FeedRunner feed) {
    attach();
    if (own != null) {
      feed.on(new Feed.Event.Wanted());
    } else if (call.isPresent()) {
      serve();
    }
  }

  @Override
  public void delivered(Delivery delivery) {
    queue.add(delivery);
    if (call.isPresent()) {
      serve();
    }
  }

  @Override
  public void rested(Position at) {
    if (queue.isEmpty()) {
      position = Optional.of(at);
      attach();
    }
  }

  @Override
  public void compacted() {
    isCompacted = true;
    if (call.isPresent()) {
      serve();
    }
  }

  /** Hears the shared feed from now on, if it is where that was; else goes on up to there. */
  private void attach() {
    FeedRunner feed = own;
    Optional<SharedFeed.Boundary> there = shared.boundary();
    if (feed == null || there.isEmpty() || !feed.feed().isResting()) {
      return;
    }
    Position at = feed.feed().position();
    if (isAt(at, there.get().position())) {
      position = Optional.of(at);
      overlap = Optional.of(new Overlap(at.echoes()));
      index = there.get().index();
      attachedAt = index;
      dropOwn();
    } else {
      feed.on(new Feed.Event.Limited(Optional.of(there.get().position())));
    }
  }

  private boolean isAt(Position at, Position there) {
    for (Map.Entry<Actor, Reach> each : there.reaches().entrySet()) {
      Reach reach = at.reaches().get(each.getKey());
      if (reach == null || reach.from() < each.getValue().from()) {
        return false;
      }
      boolean isEqual = reach.from() == each.getValue().from() && reach.to() == reach.from();
      if (shared.isLive(each.getKey()) && !isEqual) {
        return false;
      }
    }
    return true;
  }

  private void dropOwn() {
    if (own != null) {
      own.close();
      own = null;
    }
  }
}
