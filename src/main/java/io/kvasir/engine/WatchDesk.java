package io.kvasir.engine;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.watch.Feed;
import io.kvasir.core.watch.FeedConfig;
import io.kvasir.core.watch.Placement;
import io.kvasir.core.watch.Position;
import io.kvasir.core.watch.WatchMessage;
import io.kvasir.engine.loop.Deadlines;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.PeerMessage;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The watches of convergent buckets at this node, and what others ask for theirs. On one loop. */
final class WatchDesk {
  private final NodeId self;
  private final Actor store;
  private final LoopPorts on;
  private final Deadlines deadlines;
  private final Supplier<Optional<Topology>> topology;
  private final JournalAnswers answers;
  private final Inquiries inquiries;
  private final TreeMap<BucketId, SharedFeed> feeds = new TreeMap<>();
  private final AtomicInteger running = new AtomicInteger();

  WatchDesk(
      NodeId self,
      Actor store,
      LoopPorts on,
      Tokens tokens,
      Supplier<Optional<Topology>> topology) {
    this.self = self;
    this.store = store;
    this.on = on;
    this.topology = topology;
    this.deadlines = new Deadlines(on.ports().timers(), on.loop());
    this.answers = new JournalAnswers(self, on, deadlines, topology);
    this.inquiries = new Inquiries(self, store, on, tokens, deadlines, answers);
  }

  Deadlines deadlines() {
    return deadlines;
  }

  boolean offer(Runnable task) {
    return on.loop().offer(task);
  }

  /** How many buckets are followed. Any thread. */
  int feeds() {
    return running.get();
  }

  /** Something of a bucket changed here, durably. Any thread. */
  void committed(BucketId bucket) {
    answers.committed(bucket);
  }

  /** Any thread. */
  void receive(NodeId from, WatchMessage message) {
    on.loop()
        .offer(
            () -> {
              switch (message) {
                case WatchMessage.Ask(long token, BucketId bucket, var question) ->
                    answers.answer(bucket, question, answer -> tell(from, token, answer));
                case WatchMessage.Tell(long token, Actor by, var answer) ->
                    inquiries.answered(from, token, by, answer);
              }
            });
  }

  /** What is too large for the transport is refused. */
  private void tell(NodeId to, long token, WatchMessage.Answer answer) {
    if (!send(to, new WatchMessage.Tell(token, store, answer))) {
      boolean _ = send(to, new WatchMessage.Tell(token, store, new WatchMessage.Answer.Refused()));
    }
  }

  private boolean send(NodeId to, WatchMessage message) {
    return on.ports().transport().send(to, new PeerMessage.OfWatch(message));
  }

  /** Any thread. */
  void peerLost(NodeId peer) {
    on.loop().complete(() -> inquiries.peerLost(peer));
  }

  /** The buckets are held by those whom {@code next} says. Any thread. */
  void follow(Topology next) {
    on.loop()
        .complete(
            () -> {
              for (SharedFeed feed : List.copyOf(feeds.values())) {
                Optional<CatalogueEntry> bucket = live(next, feed.bucket());
                if (bucket.isPresent()) {
                  feed.on(new Feed.Event.Placed(placement(next, bucket.get())));
                } else {
                  end(feed);
                }
              }
            });
  }

  private static Optional<CatalogueEntry> live(Topology now, BucketId bucket) {
    return now.buckets().live(bucket.name()).filter(entry -> entry.id().equals(bucket));
  }

  private static Placement placement(Topology now, CatalogueEntry bucket) {
    return new Placement(
        IntStream.range(0, now.ring().partitions())
            .mapToObj(PartitionId::new)
            .map(partition -> now.replicas(partition, bucket.spec().replicas()).all())
            .toList());
  }

  /**
   * Begins to watch a convergent bucket. Any thread.
   *
   * @param from where to go on; empty for now
   * @param done called once, on the loop; not at all when it returns false
   */
  boolean open(CatalogueEntry bucket, Optional<Position> from, Consumer<ChangeWatch> done) {
    return offer(
        () -> {
          SharedFeed shared = feeds.get(bucket.id());
          boolean isNew = shared == null;
          if (shared == null) {
            shared = begin(bucket);
          }
          ChangeWatch watch = new ChangeWatch(this, shared, from, each -> ownFeed(bucket, each));
          shared.add(watch);
          if (isNew) {
            shared.runner().ifPresent(runner -> place(bucket, runner));
          }
          done.accept(watch);
        });
  }

  private SharedFeed begin(CatalogueEntry bucket) {
    SharedFeed shared = new SharedFeed(bucket.id(), missed -> renew(bucket, missed));
    shared.run(runner(bucket, Optional.empty(), false, shared));
    feeds.put(bucket.id(), shared);
    running.set(feeds.size());
    return shared;
  }

  /** One that missed something is done with; its watches go on where they are. */
  private void renew(CatalogueEntry bucket, SharedFeed missed) {
    if (!feeds.remove(bucket.id(), missed)) {
      return;
    }
    SharedFeed next = begin(bucket);
    for (ChangeWatch watch : missed.watches()) {
      missed.remove(watch);
      next.add(watch);
      watch.move(next);
    }
    missed.close();
    next.runner().ifPresent(runner -> place(bucket, runner));
  }

  private FeedRunner ownFeed(CatalogueEntry bucket, ChangeWatch watch) {
    FeedRunner runner = runner(bucket, watch.position(), true, watch);
    place(bucket, runner);
    return runner;
  }

  private FeedRunner runner(
      CatalogueEntry bucket,
      Optional<Position> from,
      boolean isDemanded,
      FeedRunner.Listener listener) {
    Feed feed =
        new Feed(FeedConfig.DEFAULT, self, bucket.id(), bucket.spec().type(), from, isDemanded);
    return new FeedRunner(bucket.id(), feed, inquiries, deadlines, listener);
  }

  /** Tells a feed who holds its bucket. */
  private void place(CatalogueEntry bucket, FeedRunner runner) {
    topology.get().ifPresent(now -> runner.on(new Feed.Event.Placed(placement(now, bucket))));
  }

  /** Any thread. */
  void close(ChangeWatch watch) {
    on.loop()
        .complete(
            () -> {
              watch.closed();
              SharedFeed shared = watch.shared();
              shared.remove(watch);
              if (shared.isUnwatched() && feeds.get(shared.bucket()) == shared) {
                end(shared);
              }
            });
  }

  private void end(SharedFeed feed) {
    feeds.remove(feed.bucket(), feed);
    running.set(feeds.size());
    feed.close();
  }
}
