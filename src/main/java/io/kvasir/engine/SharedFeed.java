package io.kvasir.engine;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.node.Actor;
import io.kvasir.core.watch.Delivery;
import io.kvasir.core.watch.Echo;
import io.kvasir.core.watch.Feed;
import io.kvasir.core.watch.Position;
import io.kvasir.core.watch.Remembered;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The one feed of a bucket that all watchers of this node hear who are where it is, and the last
 * that it said. Who falls behind that goes on with a feed of its own.
 */
final class SharedFeed implements FeedRunner.Listener {
  private static final int DELIVERIES = 4_096;
  private static final long BYTES = 16L << 20;

  /**
   * So far the feed had said all of what it gathered.
   *
   * @param live whom it heard
   * @param remembered what it had said of keys that not all replicas came with
   */
  record Boundary(long index, Position position, List<Actor> live, List<Remembered> remembered) {}

  /**
   * Something that the feed said.
   *
   * @param isRepeat for those only who may not have heard it before
   */
  record Said(Delivery delivery, boolean isRepeat) {}

  private final BucketId bucket;
  private final Consumer<SharedFeed> onCompacted;
  private final ArrayDeque<Said> last = new ArrayDeque<>();
  private final LinkedHashSet<ChangeWatch> watches = new LinkedHashSet<>();
  private Optional<FeedRunner> runner = Optional.empty();
  private Optional<Boundary> boundary = Optional.empty();
  private Optional<Position> latest = Optional.empty();
  private long next;
  private long bytes;

  /**
   * @param onCompacted told when it missed something; nothing comes of it any more
   */
  SharedFeed(BucketId bucket, Consumer<SharedFeed> onCompacted) {
    this.bucket = bucket;
    this.onCompacted = onCompacted;
  }

  BucketId bucket() {
    return bucket;
  }

  void run(FeedRunner feed) {
    runner = Optional.of(feed);
  }

  Optional<FeedRunner> runner() {
    return runner;
  }

  void add(ChangeWatch watch) {
    watches.add(watch);
  }

  void remove(ChangeWatch watch) {
    watches.remove(watch);
  }

  boolean isUnwatched() {
    return watches.isEmpty();
  }

  void close() {
    runner.ifPresent(FeedRunner::close);
    watches().forEach(ChangeWatch::ended);
  }

  void on(Feed.Event event) {
    runner.ifPresent(feed -> feed.on(event));
    watches().forEach(watch -> watch.on(event));
  }

  /** Where the feed is; empty until it is known what now is. */
  Optional<Position> latest() {
    return latest;
  }

  Optional<Boundary> boundary() {
    return boundary;
  }

  /** Whether the feed hears of that store. */
  boolean isLive(Actor store) {
    return runner.filter(feed -> feed.feed().live().contains(store)).isPresent();
  }

  /** Whether it is where it was last at rest. */
  boolean isAtBoundary() {
    return boundary.filter(at -> at.index() == next).isPresent()
        && runner.filter(feed -> feed.feed().isResting()).isPresent();
  }

  /** Behind the last delivery. */
  long end() {
    return next;
  }

  boolean has(long index) {
    return index >= next - last.size();
  }

  /** Where to go on behind a position; −1 when it was not here lately. */
  long behind(Position position) {
    if (boundary.filter(at -> at.position().equals(position)).isPresent()) {
      return boundary.get().index();
    }
    long at = next - last.size();
    for (Said said : last) {
      at++;
      if (said.delivery().position().equals(position)) {
        return at;
      }
    }
    return -1;
  }

  /** What a watch that begins now is told: changes that not all replicas show yet. */
  List<Delivery> unsettled() {
    return runner.map(feed -> last(feed.feed().unsettled())).orElse(List.of());
  }

  /**
   * What a watch that is at the boundary may not have heard of.
   *
   * @param heard its position
   * @return empty when not all of that is kept
   */
  Optional<List<Delivery>> unheard(Boundary there, Position heard) {
    List<Echo> asked =
        there.remembered().stream()
            .filter(each -> !each.isHeard(heard))
            .map(Remembered::echo)
            .toList();
    List<Delivery> found = last(asked);
    return found.size() == asked.size() ? Optional.of(found) : Optional.empty();
  }

  /** The last deliveries of some keys, those that are kept. */
  private List<Delivery> last(List<Echo> asked) {
    if (asked.isEmpty()) {
      return List.of();
    }
    Set<Echo> sought = new HashSet<>(asked);
    List<Delivery> found = new ArrayList<>();
    for (Iterator<Said> back = last.descendingIterator(); back.hasNext(); ) {
      Delivery delivery = back.next().delivery();
      if (sought.remove(Echo.of(delivery))) {
        found.add(delivery);
      }
    }
    return found.reversed();
  }

  /** A watch goes on with what is said here. */
  void join(Position heard) {
    runner.ifPresent(feed -> feed.on(new Feed.Event.Joined(heard)));
  }

  /** What was said from {@code index} on, which is there. */
  List<Said> from(long index, int limit) {
    List<Said> some = new ArrayList<>();
    long at = next - last.size();
    for (Said said : last) {
      if (at++ >= index) {
        some.add(said);
        if (some.size() == limit) {
          break;
        }
      }
    }
    return some;
  }

  @Override
  public void delivered(Delivery delivery) {
    say(delivery, false);
  }

  @Override
  public void repeated(Delivery delivery) {
    say(delivery, true);
  }

  private void say(Delivery delivery, boolean isRepeat) {
    last.add(new Said(delivery, isRepeat));
    next++;
    bytes += weight(delivery);
    while (last.size() > DELIVERIES || (bytes > BYTES && last.size() > 1)) {
      bytes -= weight(last.remove().delivery());
    }
    if (runner.filter(feed -> feed.feed().isBegun()).isPresent()) {
      latest = Optional.of(delivery.position());
      wake();
    }
  }

  private static long weight(Delivery delivery) {
    return delivery.state().map(Weight::of).orElse(0L) + 128;
  }

  @Override
  public void rested(Position position) {
    latest = Optional.of(position);
    Feed feed = runner.orElseThrow().feed();
    boundary = Optional.of(new Boundary(next, position, feed.live(), feed.remembered()));
    wake();
  }

  /** Its watches may know more than it does, and go on with another. */
  @Override
  public void compacted() {
    onCompacted.accept(this);
  }

  /** Who hears it. */
  List<ChangeWatch> watches() {
    return List.copyOf(watches);
  }

  private void wake() {
    watches().forEach(ChangeWatch::wake);
  }
}
