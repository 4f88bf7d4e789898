package io.kvasir.core.topology;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.HybridClock;
import io.kvasir.core.time.HybridTimestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Keeps one node's copy of the bucket catalogue and brings changes to the other members. A change
 * is done when a majority of the members has it durably and every member that can be reached does,
 * so that a bucket just created can be used on any of them. Who missed it learns it by comparing
 * digests.
 *
 * <p>Two nodes that create one name at the same moment agree afterwards on the first creation;
 * until the catalogue is kept by consensus, both may have been told that theirs stands.
 */
public final class CatalogueKeeper {
  /**
   * What the keeper learns. Ids are the caller's, and never recur in the next life of the process.
   */
  public sealed interface Event {
    /**
     * Create a bucket.
     *
     * @param unreachable members that are known not to answer
     */
    record Create(
        long id, BucketName name, BucketSpec spec, long wallMillis, SortedSet<NodeId> unreachable)
        implements Event {}

    /**
     * Drop a bucket.
     *
     * @param unreachable members that are known not to answer
     */
    record Drop(long id, BucketName name, SortedSet<NodeId> unreachable) implements Event {}

    record Received(NodeId from, CatalogueMessage message) implements Event {}

    /** All versions up to this one are durable. */
    record Saved(long version) implements Event {}

    record SaveFailed(long version) implements Event {}

    record PeerLost(NodeId peer) implements Event {}

    record DeadlineExpired(long id) implements Event {}

    /** Time to compare with the other members. */
    record Tick() implements Event {}
  }

  /** What the keeper wants done, in this order. */
  public sealed interface Effect {
    record Save(long version, BucketCatalogue catalogue) implements Effect {}

    record Send(NodeId to, CatalogueMessage message) implements Effect {}

    record Complete(long id, CatalogueOutcome outcome) implements Effect {}

    /** Delete the data of a bucket's life that ended, and of all its lives before. */
    record Forget(BucketId bucket) implements Effect {}

    record Observed(CatalogueObservation observation) implements Effect {}
  }

  private final NodeId self;
  private final TreeSet<NodeId> peers;
  private final int needed;
  private final HybridClock clock = new HybridClock();
  private final TreeMap<Long, Change> changes = new TreeMap<>();
  private final TreeMap<Long, List<Effect>> whenSaved = new TreeMap<>();
  private final TreeMap<Long, BucketCatalogue> saving = new TreeMap<>();
  private BucketCatalogue catalogue;
  private BucketCatalogue durable;
  private long version;

  /** Whether the last save failed, so that what is known here need not be durable. */
  private boolean unsaved;

  /** What else was to happen after saves that failed; it happens after the next one. */
  private final List<Effect> undone = new ArrayList<>();

  /**
   * @param members all nodes of the cluster, this one included
   * @param saved the catalogue as it was saved last
   */
  public CatalogueKeeper(NodeId self, SortedSet<NodeId> members, BucketCatalogue saved) {
    this.self = self;
    this.peers = new TreeSet<>(members);
    this.peers.remove(self);
    this.needed = members.size() / 2 + 1;
    this.catalogue = saved;
    this.durable = saved;
  }

  /** The catalogue as this node knows it; maybe not durable yet. */
  public BucketCatalogue catalogue() {
    return catalogue;
  }

  /** The catalogue as it is on the disk: what others may rely on. */
  public BucketCatalogue durable() {
    return durable;
  }

  public List<Effect> on(Event event) {
    List<Effect> effects = new ArrayList<>();
    switch (event) {
      case Event.Create create -> create(create, effects);
      case Event.Drop drop -> drop(drop, effects);
      case Event.Received(NodeId from, CatalogueMessage message) -> receive(from, message, effects);
      case Event.Saved(long reached) -> saved(reached, effects);
      case Event.SaveFailed(long failed) -> saveFailed(failed, effects);
      case Event.PeerLost(NodeId peer) -> forEachChange(change -> change.lose(peer), effects);
      case Event.DeadlineExpired(long id) -> expire(id, effects);
      case Event.Tick() -> compare(effects);
    }
    return effects;
  }

  private void create(Event.Create create, List<Effect> effects) {
    Optional<CatalogueEntry> standing = catalogue.live(create.name());
    if (standing.isPresent()) {
      effects.add(new Effect.Complete(create.id(), new CatalogueOutcome.Exists(standing.get())));
      return;
    }
    CatalogueEntry entry = creation(create.name(), create.spec(), create.wallMillis());
    begin(create.id(), entry, create.unreachable(), effects);
  }

  private CatalogueEntry creation(BucketName name, BucketSpec spec, long wallMillis) {
    HybridTimestamp stamp = clock.next(wallMillis, HybridTimestamp.ZERO);
    return new CatalogueEntry(catalogue.nextId(name), spec, stamp, self, false);
  }

  private void drop(Event.Drop drop, List<Effect> effects) {
    Optional<CatalogueEntry> standing = catalogue.live(drop.name());
    if (standing.isEmpty()) {
      effects.add(new Effect.Complete(drop.id(), new CatalogueOutcome.Unknown()));
      return;
    }
    begin(drop.id(), standing.get().asDropped(), drop.unreachable(), effects);
  }

  private void begin(
      long id, CatalogueEntry entry, SortedSet<NodeId> unreachable, List<Effect> effects) {
    begin(id, new Change(self, entry, peers, unreachable, needed), effects);
  }

  private void begin(long id, Change change, List<Effect> effects) {
    CatalogueEntry entry = change.entry();
    if (change.reachable() < needed) {
      effects.add(
          new Effect.Complete(id, new CatalogueOutcome.QuorumUnavailable(0, needed, false)));
      return;
    }
    changes.put(id, change);
    List<Effect> offers = new ArrayList<>();
    peers.forEach(
        peer -> offers.add(new Effect.Send(peer, new CatalogueMessage.Offer(id, List.of(entry)))));
    merge(List.of(entry), offers, effects);
  }

  /** Joins {@code entries}; {@code then} happens when the result is durable. */
  private void merge(List<CatalogueEntry> entries, List<Effect> then, List<Effect> effects) {
    BucketCatalogue joined = catalogue.join(entries);
    if (unsaved || !joined.equals(catalogue)) {
      unsaved = false;
      List<Effect> consequences = new ArrayList<>(undone);
      undone.clear();
      for (CatalogueEntry entry : entries) {
        consequences.addAll(consequences(catalogue, joined, entry.id().name()));
      }
      catalogue = joined;
      version++;
      effects.add(new Effect.Save(version, joined));
      saving.put(version, joined);
      whenSaved.put(version, consequences);
    }
    if (whenSaved.isEmpty()) {
      effects.addAll(then);
    } else {
      whenSaved.lastEntry().getValue().addAll(then);
    }
  }

  private static List<Effect> consequences(
      BucketCatalogue before, BucketCatalogue after, BucketName name) {
    Optional<CatalogueEntry> was = before.live(name);
    Optional<CatalogueEntry> is = after.live(name);
    List<Effect> consequences = new ArrayList<>();
    after
        .lastEnded(name)
        .filter(ended -> !before.isDropped(ended))
        .ifPresent(ended -> consequences.add(new Effect.Forget(ended)));
    if (was.isPresent() && after.isDropped(was.get().id())) {
      consequences.add(
          new Effect.Observed(new CatalogueObservation.BucketVanished(was.get().id())));
    }
    if (is.isPresent() && !was.map(CatalogueEntry::id).equals(is.map(CatalogueEntry::id))) {
      consequences.add(new Effect.Observed(new CatalogueObservation.BucketAppeared(is.get().id())));
    }
    return consequences;
  }

  private void receive(NodeId from, CatalogueMessage message, List<Effect> effects) {
    switch (message) {
      case CatalogueMessage.Offer(long token, List<CatalogueEntry> entries) ->
          accept(from, token, entries, effects);
      case CatalogueMessage.Accepted(long token, List<CatalogueEntry> standing) -> {
        merge(standing, List.of(), effects);
        Change change = changes.get(token);
        if (change != null) {
          change.accepted(from, standing);
          settle(token, change, effects);
        }
      }
      case CatalogueMessage.Digest(long hash) -> {
        if (hash != catalogue.digest()) {
          List<CatalogueEntry> all = List.copyOf(catalogue.entries().values());
          Effect offer = new Effect.Send(from, new CatalogueMessage.Offer(0, all));
          merge(List.of(), List.of(offer), effects);
        }
      }
    }
  }

  private void accept(NodeId from, long token, List<CatalogueEntry> entries, List<Effect> effects) {
    BucketCatalogue joined = catalogue.join(entries);
    List<CatalogueEntry> standing =
        entries.stream().map(entry -> joined.entries().get(entry.id().name())).toList();
    Effect answer = new Effect.Send(from, new CatalogueMessage.Accepted(token, standing));
    merge(entries, token == 0 ? List.of() : List.of(answer), effects);
  }

  private void saved(long reached, List<Effect> effects) {
    var done = saving.headMap(reached, true);
    if (!done.isEmpty()) {
      durable = done.lastEntry().getValue();
      done.clear();
    }
    var waiting = whenSaved.headMap(reached, true);
    waiting.values().forEach(effects::addAll);
    waiting.clear();
    if (whenSaved.isEmpty()) {
      forEachChange(Change::savedHere, effects);
    }
  }

  private void saveFailed(long failed, List<Effect> effects) {
    var lost = whenSaved.tailMap(failed, true);
    lost.values().stream()
        .flatMap(List::stream)
        .filter(effect -> !(effect instanceof Effect.Send))
        .forEach(undone::add);
    lost.clear();
    saving.tailMap(failed, true).clear();
    unsaved = true;
    effects.add(new Effect.Observed(new CatalogueObservation.SaveFailed()));
    changes.keySet().forEach(id -> effects.add(indeterminate(id, 0)));
    changes.clear();
  }

  private interface Step {
    void take(Change change);
  }

  private void forEachChange(Step step, List<Effect> effects) {
    for (Long id : List.copyOf(changes.keySet())) {
      Change change = changes.get(id);
      if (change != null) {
        step.take(change);
        settle(id, change, effects);
      }
    }
  }

  /** Ends the change if it is decided. A creation whose name was dropped meanwhile starts anew. */
  private void settle(long id, Change change, List<Effect> effects) {
    CatalogueEntry mine = change.entry();
    CatalogueEntry standing = standing(change);
    if (mine.dropped()) {
      change.outcome().ifPresent(outcome -> endDrop(id, change, outcome, standing, effects));
    } else if (mine.isSameCreation(standing)) {
      change.outcome().ifPresent(outcome -> complete(id, outcome, effects));
    } else if (standing.dropped()) {
      changes.remove(id);
      CatalogueEntry next = creation(mine.id().name(), mine.spec(), mine.stamp().millis());
      begin(id, next, change.lost(), effects);
    } else {
      complete(id, new CatalogueOutcome.Exists(standing), effects);
    }
  }

  /**
   * A majority has answered, so every life that was acknowledged before the drop began is known by
   * now. If there is a later one than was dropped, the drop was meant for that. Once is enough:
   * what comes after that one came after the drop began.
   */
  private void endDrop(
      long id,
      Change change,
      CatalogueOutcome outcome,
      CatalogueEntry standing,
      List<Effect> effects) {
    if (!isOutdated(change)) {
      complete(id, outcome, effects);
    } else if (standing.dropped()) {
      complete(id, new CatalogueOutcome.Unknown(), effects);
    } else {
      changes.remove(id);
      begin(id, change.secondTry(standing.asDropped()), effects);
    }
  }

  private CatalogueEntry standing(Change change) {
    return catalogue.entries().getOrDefault(change.entry().id().name(), change.entry());
  }

  /** Whether a drop missed the life of the bucket that it was meant for. */
  private boolean isOutdated(Change change) {
    CatalogueEntry mine = change.entry();
    return mine.dropped()
        && !change.isSecondTry()
        && standing(change).id().generation() > mine.id().generation();
  }

  private void complete(long id, CatalogueOutcome outcome, List<Effect> effects) {
    changes.remove(id);
    effects.add(new Effect.Complete(id, outcome));
  }

  private void expire(long id, List<Effect> effects) {
    Change change = changes.get(id);
    if (change != null) {
      settle(id, change, effects);
    }
    Change undecided = changes.get(id);
    if (undecided != null) {
      CatalogueOutcome outcome =
          isOutdated(undecided)
              ? new CatalogueOutcome.Indeterminate(0, needed)
              : undecided.outcomeAtDeadline();
      complete(id, outcome, effects);
    }
  }

  private Effect indeterminate(long id, int acked) {
    return new Effect.Complete(id, new CatalogueOutcome.Indeterminate(acked, needed));
  }

  /** Compares with the other members, and tries a failed save again. */
  private void compare(List<Effect> effects) {
    if (unsaved) {
      merge(List.of(), List.of(), effects);
    }
    CatalogueMessage digest = new CatalogueMessage.Digest(catalogue.digest());
    peers.forEach(peer -> effects.add(new Effect.Send(peer, digest)));
  }
}
