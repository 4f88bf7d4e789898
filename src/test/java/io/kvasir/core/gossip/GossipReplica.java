package io.kvasir.core.gossip;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Digest;
import io.kvasir.core.crdt.Operation;
import io.kvasir.core.crdt.Parted;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.crdt.Writer;
import io.kvasir.core.gossip.RepairMessage.Answer;
import io.kvasir.core.gossip.RepairMessage.Question;
import io.kvasir.core.node.Actor;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** A replica of one partition in a map, and its side of an exchange. */
final class GossipReplica {
  private final TreeMap<EntryKey, Slice> states = new TreeMap<>();
  private DigestIndex digests = new DigestIndex();
  private Actor actor;
  private Writer writer;
  long offersTaken;

  GossipReplica(long actor) {
    this.actor = new Actor(actor);
    this.writer = new Writer(this.actor);
  }

  /** Its disk is lost. */
  void wipe(long next) {
    states.clear();
    digests = new DigestIndex();
    actor = new Actor(next);
    writer = new Writer(actor);
  }

  /** Applies an operation; gives its delta. */
  Slice write(EntryKey entry, Crdt bottom, Operation operation, long millis) {
    Slice before = states.getOrDefault(entry, Slice.whole(bottom));
    Slice delta = writer.write(before.state(), operation, millis);
    join(entry, delta);
    return delta;
  }

  void join(EntryKey entry, Slice delta) {
    Slice before = states.getOrDefault(entry, Slice.whole(Crdt.bottom(delta.state().type())));
    Slice after = before.join(delta);
    digests.change(entry, Digest.change(entry, before, after));
    states.put(entry, after);
  }

  SortedMap<EntryKey, Slice> states() {
    return states;
  }

  /** What a reader can see, by its digest. */
  SortedMap<EntryKey, Long> visible() {
    TreeMap<EntryKey, Long> visible = new TreeMap<>();
    states.forEach((entry, slice) -> visible.put(entry, Digest.of(entry, slice)));
    visible.values().removeIf(digest -> digest == 0);
    return visible;
  }

  /**
   * Compares itself with another, and both become equal unless something is lost.
   *
   * @param lost whether the next message is
   */
  Exchange.Outcome exchange(GossipReplica other, BooleanSupplier lost) {
    Exchange exchange = new Exchange(3);
    Optional<Exchange.Effect> effect = Optional.of(exchange.start());
    while (true) {
      Exchange.Effect next = effect.orElseThrow();
      if (next instanceof Exchange.Effect.End(Exchange.Outcome outcome)) {
        return outcome;
      }
      effect = exchange.on(carryOut(next, other, lost));
    }
  }

  private Exchange.Event carryOut(
      Exchange.Effect effect, GossipReplica other, BooleanSupplier lost) {
    return switch (effect) {
      case Exchange.Effect.ReadTrees() -> new Exchange.Event.OwnTrees(trees());
      case Exchange.Effect.ReadKeys(BucketId bucket, Leaf leaf, Optional<Key> after) ->
          new Exchange.Event.OwnKeys(digests.keys(bucket, leaf, after, 3));
      case Exchange.Effect.Ask(Question question) ->
          lost.getAsBoolean()
              ? new Exchange.Event.Failed()
              : new Exchange.Event.Answered(other.answer(question, this, lost));
      case Exchange.Effect.Offer(var entries) -> {
        boolean complete = true;
        for (EntryKey entry : entries) {
          complete &= offer(entry, other, lost);
        }
        yield new Exchange.Event.Offered(complete);
      }
      case Exchange.Effect.End end -> throw new AssertionError(end);
    };
  }

  private SortedMap<BucketId, LeafSums> trees() {
    TreeMap<BucketId, LeafSums> trees = new TreeMap<>();
    states.keySet().forEach(e -> trees.put(e.bucket(), digests.sums(e.bucket())));
    trees.values().removeIf(LeafSums::isEmpty);
    return trees;
  }

  private Answer answer(Question question, GossipReplica asker, BooleanSupplier lost) {
    return switch (question) {
      case Question.Compare(int replicas, long combined) ->
          Roots.combined(Roots.of(trees())) == combined
              ? new Answer.Same()
              : new Answer.Roots(Roots.of(trees()));
      case Question.AskLeaves(BucketId bucket) -> new Answer.Leaves(digests.sums(bucket));
      case Question.AskKeys(BucketId bucket, Leaf leaf, Optional<Key> after) ->
          new Answer.Keys(digests.keys(bucket, leaf, after, 5));
      case Question.AskOffers(BucketId bucket, Optional<Key> after, var wanted) -> {
        boolean complete = true;
        for (Map.Entry<Key, Long> each : wanted.entrySet()) {
          EntryKey entry = new EntryKey(bucket, each.getKey());
          complete &= digests.digestOf(entry) == each.getValue() || offer(entry, asker, lost);
        }
        yield new Answer.OffersMade(complete);
      }
      case Question.AskWhole(EntryKey entry) ->
          new Answer.Whole(Optional.ofNullable(states.get(entry)).map(Slice::state), true);
      case Question.Offer offer -> take(offer);
      case Question.AskEnds ends -> new Answer.Refused();
    };
  }

  private Answer take(Question.Offer offer) {
    if (offer.onlyBy().isPresent() && !offer.onlyBy().get().equals(actor)) {
      return new Answer.Refused();
    }
    offersTaken++;
    Slice held = states.get(offer.entry());
    Optional<Slice> removed =
        held != null && offer.slice().state() instanceof Parted parted
            ? Offering.removed(offer.slice(), held.restrict(parted.scopeOfParts()))
            : Optional.empty();
    join(offer.entry(), offer.slice());
    return new Answer.Taken(actor, removed);
  }

  /** Whether all of it was taken. */
  private boolean offer(EntryKey entry, GossipReplica other, BooleanSupplier lost) {
    Offering offering = new Offering(entry);
    Offering.Effect effect = offering.start();
    while (true) {
      if (effect instanceof Offering.Effect.End(boolean complete)) {
        return complete;
      }
      effect =
          switch (effect) {
            case Offering.Effect.Load(var after) ->
                offering.loaded(
                    Optional.ofNullable(states.get(entry))
                        .map(slice -> EntryPage.of(slice.state(), after, 4, 1 << 20)));
            case Offering.Effect.Send(Question.Offer offer) -> send(offering, offer, other, lost);
            case Offering.Effect.End end -> throw new AssertionError(end);
          };
    }
  }

  private Offering.Effect send(
      Offering offering, Question.Offer offer, GossipReplica other, BooleanSupplier lost) {
    if (lost.getAsBoolean()) {
      return new Offering.Effect.End(false);
    }
    if (!(other.take(offer) instanceof Answer.Taken(Actor by, Optional<Slice> removed))) {
      return new Offering.Effect.End(false);
    }
    if (lost.getAsBoolean()) {
      return new Offering.Effect.End(false);
    }
    removed.ifPresent(slice -> join(offer.entry(), slice));
    return offering.taken(by);
  }
}
