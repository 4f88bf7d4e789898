package io.kvasir.engine;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.node.Actor;
import io.kvasir.core.watch.Delivery;
import io.kvasir.core.watch.Feed;
import io.kvasir.core.watch.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The one feed of a bucket that all watchers of this node hear who are where it is, and the last
 * that it said. Who falls behind that goes on with a feed of its own.
 */
final class SharedFeed implements FeedRunner.Listener {
  private static final int DELIVERIES = 4_096;
  private static final long BYTES = 16L << 20;

  /** So far the feed had said all of what it gathered. */
  record Boundary(long index, Position position) {}

  private final BucketId bucket;
  private final Consumer<SharedFeed> onCompacted;
  private final ArrayDeque<Delivery> last = new ArrayDeque<>();
  private final LinkedHashSet<ChangeWatch> watches = new LinkedHashSet<>();
  private Optional<FeedRunner> runner = Optional.empty();
  private Optional<Boundary> boundary = Optional.empty();
  private Optional<Position> latest = Optional.empty();
  private long next;
  private long bytes;

  /**
   * @param onCompacted told when it missed something; nobody hears it any more
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
    List.copyOf(watches).forEach(ChangeWatch::ended);
  }

  void on(Feed.Event event) {
    runner.ifPresent(feed -> feed.on(event));
    List.copyOf(watches).forEach(watch -> watch.on(event));
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
    for (Delivery delivery : last) {
      at++;
      if (delivery.position().equals(position)) {
        return at;
      }
    }
    return -1;
  }

  /** What was said from {@code index} on, which is there. */
  List<Delivery> from(long index, int limit) {
    List<Delivery> some = new ArrayList<>();
    long at = next - last.size();
    for (Delivery delivery : last) {
      if (at++ >= index) {
        some.add(delivery);
        if (some.size() == limit) {
          break;
        }
      }
    }
    return some;
  }

  @Override
  public void delivered(Delivery delivery) {
    last.add(delivery);
    next++;
    bytes += weight(delivery);
    while (last.size() > DELIVERIES || (bytes > BYTES && last.size() > 1)) {
      bytes -= weight(last.remove());
    }
    latest = Optional.of(delivery.position());
    wake();
  }

  private static long weight(Delivery delivery) {
    return delivery.state().map(Weight::of).orElse(0L) + 128;
  }

  @Override
  public void rested(Position position) {
    latest = Optional.of(position);
    boundary = Optional.of(new Boundary(next, position));
    wake();
  }

  @Override
  public void compacted() {
    onCompacted.accept(this);
    List.copyOf(watches).forEach(ChangeWatch::compacted);
  }

  private void wake() {
    List.copyOf(watches).forEach(ChangeWatch::wake);
  }
}
