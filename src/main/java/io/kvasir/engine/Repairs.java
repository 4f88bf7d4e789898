package io.kvasir.engine;

import io.kvasir.core.gossip.Exchange;
import io.kvasir.core.gossip.Exchange.Effect;
import io.kvasir.core.gossip.Exchange.Event;
import io.kvasir.core.gossip.Pairing;
import io.kvasir.core.gossip.Refill;
import io.kvasir.core.gossip.RepairMessage.Question;
import io.kvasir.core.gossip.Rounds;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.Tick;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Compares the partitions of one loop with their other replicas, by turns and for ever. Of two
 * nodes the one with the lower id does so by turns; either does when it knows of a reason.
 */
final class Repairs {
  private static final long ANSWER_MILLIS = 5_000;

  /** The other side offers at its own pace, large sets included. */
  private static final long OFFERS_MILLIS = 60_000;

  private final NodeId self;
  private final RepairConfig config;
  private final LoopPorts on;
  private final Peers peers;
  private final Pairings pairings;
  private final Questions questions;
  private final Offers offers;
  private final Rounds rounds;
  private final Refill refill = new Refill();
  private final TreeSet<Pairing> underWay = new TreeSet<>();
  private Tick lastTick;
  private long pairedVersion;

  Repairs(
      NodeId self,
      RepairConfig config,
      LoopPorts on,
      Peers peers,
      Pairings pairings,
      Questions questions,
      Offers offers,
      Rounds rounds) {
    this.self = self;
    this.config = config;
    this.on = on;
    this.peers = peers;
    this.pairings = pairings;
    this.questions = questions;
    this.offers = offers;
    this.rounds = rounds;
    this.lastTick = on.ports().timers().now();
  }

  /** Time goes by; the loop's partitions are as given. */
  void tick(List<PartitionId> partitions) {
    Tick now = on.ports().timers().now();
    offers.tick(Math.max(0, lastTick.millisUntil(now)));
    lastTick = now;
    pair(partitions, now);
    begin(now);
  }

  private void pair(List<PartitionId> partitions, Tick now) {
    if (pairings.version() != pairedVersion) {
      pairedVersion = pairings.version();
      List<Pairing> all = pairings.pairings(partitions);
      TreeSet<Pairing> regular = new TreeSet<>(all);
      regular.removeIf(pairing -> !isRegular(pairing));
      rounds.pair(all, regular, now);
      refill.pair(pairings.expected(partitions));
    }
  }

  /** The loop's partitions, as given, are compared with all their replicas now. */
  void compareAll(List<PartitionId> partitions) {
    Tick now = on.ports().timers().now();
    pair(partitions, now);
    rounds.markAll(now);
  }

  /** This node lost what it held of the loop's partitions. */
  void fill(List<PartitionId> partitions) {
    refill.begin(pairings.expected(partitions));
    compareAll(partitions);
  }

  Refill refill() {
    return refill;
  }

  /** The peer may lack something of the partition. */
  void mark(Pairing pairing) {
    rounds.mark(pairing, on.ports().timers().now());
  }

  Rounds rounds() {
    return rounds;
  }

  private boolean isRegular(Pairing pairing) {
    return self.compareTo(pairing.peer()) < 0;
  }

  private void begin(Tick now) {
    while (underWay.size() < config.exchangesPerLoop()) {
      Optional<Pairing> next = rounds.next(now, this::isPossible);
      if (next.isEmpty()) {
        return;
      }
      underWay.add(next.get());
      refill.began(next.get());
      Exchange exchange = new Exchange(next.get().replicas());
      carryOut(next.get(), exchange, exchange.start());
    }
  }

  private boolean isPossible(Pairing pairing) {
    return !underWay.contains(pairing) && peers.isReachable(pairing.peer());
  }

  private void on(Pairing pairing, Exchange exchange, Event event) {
    exchange.on(event).ifPresent(effect -> carryOut(pairing, exchange, effect));
  }

  private void carryOut(Pairing pairing, Exchange exchange, Effect effect) {
    PartitionId partition = pairing.partition();
    Runnable failed = () -> on(pairing, exchange, new Event.Failed());
    switch (effect) {
      case Effect.ReadTrees() ->
          on.ports()
              .store()
              .loadTrees(
                  partition,
                  pairings.buckets(pairing.replicas()),
                  on.then(trees -> on(pairing, exchange, new Event.OwnTrees(trees)), failed));
      case Effect.ReadKeys(var bucket, var leaf, var after) ->
          on.ports()
              .store()
              .loadDigests(
                  partition,
                  bucket,
                  leaf,
                  after,
                  Exchange.PAGE_KEYS,
                  on.then(keys -> on(pairing, exchange, new Event.OwnKeys(keys)), failed));
      case Effect.Ask(Question question) ->
          questions.ask(
              pairing.peer(),
              partition,
              question,
              question instanceof Question.AskOffers ? OFFERS_MILLIS : ANSWER_MILLIS,
              answer -> on(pairing, exchange, new Event.Answered(answer)));
      case Effect.Offer(var entries) -> {
        Consumer<Boolean> offered = complete -> on(pairing, exchange, new Event.Offered(complete));
        if (!offers.offer(pairing.peer(), partition, entries, offered)) {
          failed.run();
        }
      }
      case Effect.End(Exchange.Outcome outcome) -> end(pairing, outcome);
    }
  }

  private void end(Pairing pairing, Exchange.Outcome outcome) {
    underWay.remove(pairing);
    rounds.ended(pairing, outcome, isRegular(pairing), on.ports().timers().now());
    refill.ended(pairing, outcome);
    refill.missing(pairing.partition()).forEach(this::mark);
    on.observe(
        new ReplicationObservation.ReplicasCompared(
            pairing.peer(), outcome.finished(), outcome.differing()));
    begin(on.ports().timers().now());
  }
}
