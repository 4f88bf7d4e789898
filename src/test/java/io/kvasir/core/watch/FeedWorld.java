package io.kvasir.core.watch;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.PnCounter;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.HybridTimestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A few replicas that gossip, and a watcher who hops from one to another. All that goes wrong is up
 * to who moves it.
 */
final class FeedWorld {
  /**
   * What it is made of.
   *
   * @param copies of each key
   */
  record Setup(
      DataType type, int nodes, int copies, int keys, int journalChanges, FeedConfig config) {}

  private final Setup setup;
  private final Placement placement;
  private final List<FeedReplica> replicas = new ArrayList<>();
  private final List<Feed.Effect> pending = new ArrayList<>();
  private final TreeMap<Key, Long> delivered = new TreeMap<>();
  private final TreeMap<Key, Long> versions = new TreeMap<>();
  private final List<String> log = new ArrayList<>();
  private Feed feed;
  private Optional<Position> last = Optional.empty();
  private boolean compacted;
  private long stamps;
  private long stores;
  int deliveries;
  int repeats;

  FeedWorld(Setup setup) {
    this.setup = setup;
    for (int i = 0; i < setup.nodes(); i++) {
      replicas.add(
          new FeedReplica(new NodeId("n" + i), setup.type(), setup.journalChanges(), ++stores));
    }
    List<List<NodeId>> owners = new ArrayList<>();
    for (int partition = 0; partition < 2; partition++) {
      List<NodeId> nodes = new ArrayList<>();
      for (int copy = 0; copy < setup.copies(); copy++) {
        nodes.add(replicas.get((partition + copy) % setup.nodes()).node);
      }
      owners.add(nodes);
    }
    this.placement = new Placement(owners);
    this.feed = begin(0);
  }

  private Feed begin(int node) {
    pending.clear();
    feed =
        new Feed(
            setup.config(),
            replicas.get(node).node,
            FeedReplica.BUCKET,
            setup.type(),
            last.map(at -> PositionCodec.decode(PositionCodec.encode(at)).orElseThrow()),
            false);
    tell(new Feed.Event.Placed(placement));
    return feed;
  }

  /** The watcher goes on somewhere else. */
  void hop(int node) {
    log.add("hop to " + node + " from " + last);
    begin(node);
  }

  /** Whether the watcher knows where it is, so that what happens now must be heard of. */
  boolean isWatching() {
    return last.isPresent();
  }

  boolean isCompacted() {
    return compacted;
  }

  List<FeedReplica> replicas() {
    return replicas;
  }

  Key key(int number) {
    return new Key("k" + number);
  }

  List<FeedReplica> owners(Key key) {
    List<NodeId> nodes = placement.of(FeedReplica.partitionOf(key));
    return replicas.stream().filter(each -> nodes.contains(each.node)).toList();
  }

  int pending() {
    return pending.size();
  }

  void write(FeedReplica at, Key key, boolean removes) {
    log.add("write " + key + " at " + at.node);
    Actor actor = at.store;
    Crdt next =
        at.state(key) instanceof PnCounter counter
            ? counter.adjust(actor, 1)
            : new LwwRegister(
                new HybridTimestamp(++stamps, 0),
                actor,
                removes ? Optional.empty() : Optional.of(Value.text("v" + stamps)));
    at.put(key, next);
  }

  void gossip(FeedReplica from, FeedReplica to, Key key) {
    log.add("gossip " + key + " from " + from.node + " to " + to.node);
    to.join(key, from.state(key));
  }

  /**
   * Whether some other replica that is up has all that this one has. One that deleted a key without
   * ever showing it is none: nobody else could tell a watcher who heard of it here.
   */
  boolean mayLose(FeedReplica replica) {
    for (int i = 0; i < setup.keys(); i++) {
      Key key = key(i);
      boolean isElsewhere =
          owners(key).stream()
              .filter(other -> other != replica && other.isUp)
              .filter(
                  other ->
                      replica.digest(key) == 0
                          || other.mark(new KeyPlace(FeedReplica.partitionOf(key), key)).sequence()
                              > 0)
              .anyMatch(
                  other ->
                      Crdt.join(other.state(key), replica.state(key)).equals(other.state(key)));
      if (owners(key).contains(replica) && !isElsewhere) {
        return false;
      }
    }
    return true;
  }

  void lose(FeedReplica replica) {
    log.add("lose " + replica.node);
    replica.lose(++stores);
  }

  /** Forgets a key if all replicas agree that nothing of it is visible. */
  void bury(Key key) {
    List<FeedReplica> owners = owners(key);
    Crdt state = owners.getFirst().state(key);
    if (!state.isPresent()
        && owners.stream().allMatch(each -> each.isUp && each.state(key).equals(state))) {
      log.add("bury " + key);
      owners.forEach(each -> each.bury(key));
    }
  }

  /** Something that was asked is answered, or the time has come. */
  void answer(int number) {
    Feed.Effect asked = pending.remove(number);
    log.add("answer " + asked);
    switch (asked) {
      case Feed.Effect.Pull(long id, NodeId from, long after, int limit, boolean waits) ->
          pull(asked, replica(from), id, after, limit, waits);
      case Feed.Effect.Look(long id, NodeId from, List<KeyPlace> places) -> {
        FeedReplica replica = replica(from);
        tell(
            replica.isUp
                ? new Feed.Event.Looked(
                    id, replica.store, places.stream().map(replica::mark).toList())
                : new Feed.Event.NotLooked(id));
      }
      case Feed.Effect.Fetch(long id, NodeId from, List<KeyPlace> places) -> {
        FeedReplica replica = replica(from);
        int some = Math.max(1, places.size() - 1);
        tell(
            replica.isUp
                ? new Feed.Event.Fetched(
                    id, replica.store, places.stream().limit(some).map(replica::held).toList())
                : new Feed.Event.NotFetched(id));
      }
      case Feed.Effect.Wake(long id, long afterMillis) -> tell(new Feed.Event.Woken(id));
      case Feed.Effect.Deliver deliver -> throw new IllegalStateException("not asked " + deliver);
      case Feed.Effect.Repeat repeat -> throw new IllegalStateException("not asked " + repeat);
      case Feed.Effect.Rest rest -> throw new IllegalStateException("not asked " + rest);
      case Feed.Effect.Compacted gone -> throw new IllegalStateException("not asked " + gone);
    }
  }

  private void pull(
      Feed.Effect asked, FeedReplica replica, long id, long after, int limit, boolean waits) {
    if (!replica.isUp) {
      tell(new Feed.Event.NotPulled(id));
      return;
    }
    JournalPage page = replica.page(after, limit);
    boolean isIdle =
        waits && page.changes().isEmpty() && page.upTo() == after && isMet(replica.store);
    if (isIdle && page.goesOnFrom(after)) {
      pending.add(asked);
    } else {
      tell(new Feed.Event.Pulled(id, replica.store, page));
    }
  }

  /** Whether nothing but the wait for changes is left to do. */
  boolean isQuiet() {
    return feed.isResting()
        && pending.stream()
            .allMatch(
                each ->
                    each instanceof Feed.Effect.Pull pull
                        && pull.waits()
                        && isMet(replica(pull.from()).store)
                        && replica(pull.from()).page(pull.after(), 1).upTo() == pull.after());
  }

  /** The wait for changes of another store is over after a while; then it is known who answers. */
  private boolean isMet(Actor store) {
    return feed.live().contains(store);
  }

  private FeedReplica replica(NodeId node) {
    return replicas.stream().filter(each -> each.node.equals(node)).findFirst().orElseThrow();
  }

  private void tell(Feed.Event event) {
    for (Feed.Effect effect : feed.on(event)) {
      switch (effect) {
        case Feed.Effect.Deliver(Delivery delivery) -> deliver(delivery);
        case Feed.Effect.Repeat repeat -> {}
        case Feed.Effect.Rest(Position at) -> last = Optional.of(at);
        case Feed.Effect.Compacted() -> compacted = true;
        case Feed.Effect.Pull pull -> pending.add(pull);
        case Feed.Effect.Look look -> pending.add(look);
        case Feed.Effect.Fetch fetch -> pending.add(fetch);
        case Feed.Effect.Wake wake -> pending.add(wake);
      }
    }
  }

  private void deliver(Delivery delivery) {
    deliveries++;
    log.add("deliver " + delivery);
    delivered.put(delivery.key(), delivery.digest());
    Long before = versions.put(delivery.key(), delivery.version());
    if (before != null && before == delivery.version()) {
      repeats++;
      log.add("that was a repeat");
    }
    last = Optional.of(delivery.position());
  }

  /** All replicas are equal, and the watcher has nothing to do: it must know how all keys are. */
  void check() {
    for (int i = 0; i < setup.keys(); i++) {
      Key key = key(i);
      long shown = FeedReplica.digest(key, owners(key).getFirst().state(key));
      long heard = delivered.getOrDefault(key, 0L);
      if (shown != heard) {
        throw new AssertionError("of " + key + " was heard " + heard + ", not " + shown + this);
      }
    }
  }

  @Override
  public String toString() {
    return "\n"
        + replicas
        + "\n"
        + String.join("\n", log)
        + "\nPENDING "
        + pending
        + "\nAT "
        + feed.position();
  }

  /** What decides how it goes on. */
  String fingerprint() {
    return replicas + " " + feed.position() + " " + pending + " " + delivered + last;
  }
}
