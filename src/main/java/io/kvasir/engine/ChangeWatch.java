package io.kvasir.engine;

import io.kvasir.core.node.Actor;
import io.kvasir.core.watch.Delivery;
import io.kvasir.core.watch.Echo;
import io.kvasir.core.watch.Feed;
import io.kvasir.core.watch.Overlap;
import io.kvasir.core.watch.Position;
import io.kvasir.core.watch.Reach;
import io.kvasir.core.watch.Remembered;
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
  private SharedFeed shared;
  private final Function<ChangeWatch, FeedRunner> ownFeeds;
  private final ArrayDeque<Delivery> queue = new ArrayDeque<>();
  private @Nullable FeedRunner own;
  private Optional<Position> position;
  private Optional<Overlap> overlap = Optional.empty();
  private Optional<Call> call = Optional.empty();
  private boolean isCompacted;
  private long index;

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

  /** Goes on where it is, and with another shared feed once that is there. */
  void move(SharedFeed next) {
    shared = next;
    overlap = Optional.empty();
    index = -1;
    if (own == null) {
      queue.clear();
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
    } else if (own == null && !queue.isEmpty()) {
      giveQueued();
    } else if (own == null && shared.has(index)) {
      give();
    } else {
      giveOwn();
    }
  }

  /** Who reads now may get what is older than changes that not all replicas show yet. */
  private void beginNow(Position now) {
    List<Delivery> unsettled = shared.unsettled();
    Position begun = now.without(unsettled.stream().map(Echo::of).toList());
    position = Optional.of(begun);
    index = shared.end();
    queue(begun, unsettled);
    tell(new Page.Some(List.of(), begun));
  }

  /** Deliveries of the shared feed from before this watch was there. */
  private void queue(Position from, List<Delivery> deliveries) {
    Position at = from;
    for (Delivery delivery : deliveries) {
      at = at.with(List.of(Echo.of(delivery)));
      queue.add(delivery.at(at));
    }
  }

  private void give() {
    int limit = call.orElseThrow().limit();
    List<Delivery> fresh = new ArrayList<>();
    while (fresh.isEmpty() && index < shared.end()) {
      List<SharedFeed.Said> some = shared.from(index, limit);
      for (SharedFeed.Said said : some) {
        if (isNews(said)) {
          fresh.add(said.delivery().at(onto(said.delivery().position())));
        }
      }
      index += some.size();
      position = Optional.of(onto(some.getLast().delivery().position()));
    }
    if (index == shared.end()) {
      position = shared.latest().map(this::onto).or(() -> position);
    }
    if (!fresh.isEmpty()) {
      tell(new Page.Some(fresh, position.orElseThrow()));
    }
  }

  private boolean isNews(SharedFeed.Said said) {
    return overlap
        .map(own -> own.isNews(said.delivery(), said.isRepeat()))
        .orElse(!said.isRepeat());
  }

  private Position onto(Position there) {
    return overlap.map(own -> own.onto(there)).orElse(there);
  }

  private void giveOwn() {
    if (own == null) {
      queue.clear();
      own = ownFeeds.apply(this);
    }
    if (queue.isEmpty()) {
      goOn(own);
    } else {
      giveQueued();
    }
  }

  private void giveQueued() {
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

  /** Was said by the very same feed. */
  @Override
  public void repeated(Delivery delivery) {}

  @Override
  public void rested(Position at) {
    if (queue.isEmpty()) {
      position = Optional.of(at);
      attach();
      if (own == null && call.isPresent()) {
        serve();
      }
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
    Optional<SharedFeed.Boundary> boundary = shared.boundary();
    if (feed == null || boundary.isEmpty() || !feed.feed().isResting()) {
      return;
    }
    SharedFeed.Boundary there = boundary.get();
    Position at = feed.feed().position();
    Optional<List<Delivery>> unheard =
        isAt(at, there) ? shared.unheard(there, at) : Optional.empty();
    if (unheard.isPresent()) {
      shared.join(at);
      position = Optional.of(at);
      overlap = Optional.of(new Overlap(at, feed.feed().echoes(), echoes(there)));
      unheard.get().forEach(overlap.get()::hear);
      index = there.index();
      dropOwn();
      queue(at, unheard.get());
    } else {
      feed.on(new Feed.Event.Limited(Optional.of(there.position())));
    }
  }

  private static List<Echo> echoes(SharedFeed.Boundary there) {
    return there.remembered().stream().map(Remembered::echo).toList();
  }

  /** Nor may it have reason to doubt whom the shared feed has relied on since. */
  private boolean isAt(Position at, SharedFeed.Boundary there) {
    for (Map.Entry<Actor, Reach> each : there.position().reaches().entrySet()) {
      boolean isLive = there.live().contains(each.getKey()) || shared.isLive(each.getKey());
      if (isLive && !isAt(at.reaches().get(each.getKey()), each.getValue())) {
        return false;
      }
    }
    return there.position().doubtsAllOf(at) || shared.isAtBoundary();
  }

  private boolean isAt(@Nullable Reach reach, Reach there) {
    return reach != null
        && reach.from() == there.from()
        && reach.to() == reach.from()
        && (there.isDoubtedAs(reach) || shared.isAtBoundary());
  }

  private void dropOwn() {
    if (own != null) {
      own.close();
      own = null;
    }
  }
}
