package io.kvasir.engine;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.burial.BurialMessage;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.gossip.RepairMessage;
import io.kvasir.core.gossip.Rounds;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.KeyPage;
import io.kvasir.core.replication.Outbox;
import io.kvasir.core.replication.PageQuery;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.ReadRequest;
import io.kvasir.core.replication.Refusal;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.core.replication.ReplicaScan;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.replication.ScanOutcome;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.ring.Replicas;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.loop.Deadlines;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.PartitionStore.OutgoingRef;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The partitions of one loop: admits requests, and hands messages to the protocol they are for. All
 * methods but {@link #view} run on the loop.
 */
final class Shard {
  /** How many messages of a later epoch wait until this node has come to it; more are dropped. */
  private static final int EARLY = 256;

  /** A message of an epoch that this node has not come to. */
  private record Early(NodeId from, ReplicaMessage message, long epoch, long asOf) {}

  private final EngineConfig config;
  private final Loop loop;
  private final Engine.Ports ports;
  private final Supplier<Topology> topology;
  private final Peers peers;
  private final Tenures tenures;
  private final Undertaker undertaker;
  private final BurialAnswers burials;
  private final Debts debts;
  private final LocalReplica replica;
  private final Writes writes;
  private final Forwards forwards;
  private final Reads reads;
  private final PageAnswers pages;
  private final Scans scans;
  private final Deque<Early> early = new ArrayDeque<>();
  private final Pairings pairings;
  private final Questions questions;
  private final Sweep sweep;
  private final Repairs repairs;
  private final RepairAnswers answers;
  private final Scrub scrub;
  private List<PartitionId> partitions = List.of();
  private volatile RepairView view = RepairView.NOTHING;
  private volatile BurialView buried = BurialView.NOTHING;
  private volatile SortedSet<PartitionId> voteless = new TreeSet<>();

  Shard(
      EngineConfig config,
      Tokens tokens,
      Tenures tenures,
      Graves graves,
      long life,
      Loop loop,
      Engine.Ports ports,
      Supplier<Topology> topology,
      AgreedClock clock,
      Consumer<BucketId> onCommitted,
      Predicate<PartitionId> isVoteless,
      RandomGenerator random) {
    this.config = config;
    this.loop = loop;
    this.ports = ports;
    this.topology = topology;
    this.peers =
        new Peers(
            ports.transport(),
            new Reach(config.self(), ports.transport(), ports.liveness(), ports.timers()),
            this::epoch,
            clock::millis,
            graves);
    this.tenures = tenures;
    Deadlines deadlines = new Deadlines(ports.timers(), loop);
    Fence fence = new Fence(graves, topology, ports.observer());
    this.debts =
        new Debts(config, tokens, loop, ports, peers, topology, fence, graves::clock, this::lost);
    Restorations restorations = new Restorations(debts, fence, graves::clock);
    this.replica =
        new LocalReplica(
            config,
            tenures,
            graves,
            fence,
            debts,
            restorations,
            loop,
            ports,
            peers,
            topology,
            clock,
            onCommitted,
            this::damaged);
    this.writes =
        new Writes(
            config.self(),
            tokens,
            replica,
            debts,
            peers,
            deadlines,
            ports.timers(),
            ports.observer(),
            topology,
            this::write);
    this.forwards =
        new Forwards(
            config.self(), tokens, peers, deadlines, ports.timers(), this::epoch, this::write);
    this.reads =
        new Reads(
            config.self(),
            tokens,
            replica,
            fence,
            peers,
            deadlines,
            ports.timers(),
            ports.observer(),
            clock,
            this::hasVote,
            this::read);
    LoopPorts on = new LoopPorts(loop, ports);
    this.pages = new PageAnswers(on, clock, isVoteless);
    this.scans = new Scans(config.self(), tokens, on, pages, peers, deadlines, topology, clock);
    RepairConfig repair = config.repair();
    this.pairings = new Pairings(config.self(), topology);
    this.questions = new Questions(tokens, peers, deadlines);
    this.sweep =
        new Sweep(
            config.sweep(),
            on,
            replica,
            new EndSurveys(config.self(), peers, questions, this::hasVote, topology),
            topology,
            clock);
    Offers offers =
        new Offers(replica, fence, questions, on, peers::clock, repair.bytesPerSecondPerLoop());
    Rounds rounds = new Rounds(repair.intervalMillis(), random);
    this.repairs =
        new Repairs(config.self(), repair, on, peers, pairings, questions, offers, rounds);
    this.scrub =
        new Scrub(
            repair.scrubKeysPerSecondPerLoop(), on, pairings, questions, replica, restorations);
    this.answers =
        new RepairAnswers(tenures, topology, on, peers, replica, pairings, offers, this::hasVote);
    this.burials =
        new BurialAnswers(config.self(), life, on, replica, debts, tenures, graves, topology);
    this.undertaker =
        new Undertaker(
            config.self(), config.burial(), on, tokens, peers, deadlines, topology, burials);
  }

  Loop loop() {
    return loop;
  }

  /** Takes over the deltas that an earlier life of this node could not deliver to all. */
  void recover(List<OutgoingRef> outgoing) {
    debts.recover(outgoing);
  }

  /**
   * The partitions of this loop.
   *
   * @param isBlank whether this node held something of them and lost it
   */
  void start(List<PartitionId> own, boolean isBlank) {
    partitions = own;
    if (isBlank) {
      repairs.fill(own);
    }
    look();
    turn();
  }

  private void turn() {
    ports
        .timers()
        .schedule(
            config.tickMillis(),
            () -> {
              loop.offer(this::tick);
              turn();
            });
  }

  /** The topology is in another epoch. */
  void adopt() {
    debts.rehome();
    writes.adopt();
    forwards.adopt();
    reads.adopt();
    scans.adopt();
    List<Early> waiting = List.copyOf(early);
    early.clear();
    waiting.forEach(each -> receive(each.from(), each.message(), each.epoch(), each.asOf()));
  }

  private void tick() {
    replica.tick();
    debts.tick();
    sweep.tick(partitions);
    repairs.tick(partitions);
    scrub.tick(partitions, config.tickMillis());
    undertaker.tick(partitions);
    look();
  }

  private void look() {
    Rounds rounds = repairs.rounds();
    view =
        new RepairView(
            rounds.marked(),
            rounds.divergentSince(),
            debts.backlogs(),
            repairs.refill().partitions());
    buried = undertaker.view();
    voteless = repairs.refill().outstanding();
  }

  /**
   * Whether this node lost what it held of the partition, one of this loop's, and has not got it
   * back, as of the last tick: it may have by now. It is lost before the start only. Any thread.
   */
  boolean isVoteless(PartitionId partition) {
    return voteless.contains(partition);
  }

  /** Whether nobody lacks a delta of this loop's, and none is being made. */
  boolean owesNothing() {
    return debts.areNone() && replica.underWay() == 0;
  }

  /** As of the last tick. Any thread. */
  RepairView view() {
    return view;
  }

  /** As of the last tick. Any thread. */
  BurialView buried() {
    return buried;
  }

  /** A key could not be read, or is not what its digest says. */
  private void damaged(PartitionId partition, EntryKey entry) {
    scrub.suspect(partition, entry);
  }

  /** A delta is no longer kept for a replica that lacks it. */
  private void lost(Outbox.Effect.Lost delta) {
    pairings.pairing(delta.partition(), delta.replicas(), delta.by()).ifPresent(repairs::mark);
  }

  /** Compares everything with everybody now. */
  void compareAll() {
    repairs.compareAll(partitions);
  }

  void write(WriteRequest request, long timeoutMillis, Consumer<WriteOutcome> done) {
    if (isDropped(request.entry())) {
      done.accept(new WriteOutcome.Refused(Refusal.BUCKET_DROPPED));
    } else if (isFull(Weight.of(request.operation()))) {
      done.accept(new WriteOutcome.Overloaded());
    } else {
      PartitionId partition = partitionOf(request.entry());
      Replicas replicas = topology.get().replicas(partition, request.replicas());
      if (replicas.current().contains(config.self()) && hasVote(request.entry())) {
        writes.begin(partition, replicas, request, timeoutMillis, done);
      } else {
        forwards.begin(replicas.current(), request, timeoutMillis, done);
      }
    }
  }

  void read(ReadRequest request, long timeoutMillis, Consumer<ReadOutcome> done) {
    if (isFull(0)) {
      done.accept(new ReadOutcome.Overloaded());
    } else {
      PartitionId partition = partitionOf(request.entry());
      Replicas replicas = topology.get().replicas(partition, request.replicas());
      reads.begin(partition, replicas, request, timeoutMillis, done);
    }
  }

  void scan(ReplicaScan request, long timeoutMillis, Consumer<ScanOutcome> done) {
    if (isFull(0)) {
      done.accept(new ScanOutcome.Overloaded());
    } else {
      scans.begin(request, timeoutMillis, done);
    }
  }

  void peerLost(NodeId peer) {
    scans.peerLost(peer);
    writes.peerLost(peer);
    forwards.peerLost(peer);
    reads.peerLost(peer);
    questions.peerLost(peer);
    undertaker.peerLost(peer);
  }

  /**
   * @param asOf when a state that comes with it was read
   */
  void receive(NodeId from, RepairMessage message, long asOf) {
    switch (message) {
      case RepairMessage.Ask ask -> answers.answer(from, ask, asOf);
      case RepairMessage.Tell(long token, RepairMessage.Answer answer) ->
          questions.answered(from, token, answer);
    }
  }

  void receive(NodeId from, BurialMessage message) {
    if (isStranger(from)) {
      return;
    }
    switch (message) {
      case BurialMessage.Ask ask ->
          burials.answer(
              ask,
              answer ->
                  peers.send(from, new BurialMessage.Tell(ask.token(), ask.partition(), answer)));
      case BurialMessage.Tell(long token, PartitionId partition, BurialMessage.Answer answer) ->
          undertaker.answered(from, token, answer);
      case BurialMessage.Bury order -> burials.bury(order);
    }
  }

  /** What a node holds that was removed may long be forgotten by all others. */
  private boolean isStranger(NodeId node) {
    boolean stranger = !topology.get().members().containsKey(node);
    if (stranger) {
      ports.observer().onReplication(new ReplicationObservation.StrangerRefused(node));
    }
    return stranger;
  }

  /**
   * Takes a message of a node that works in {@code epoch}. What is asked in a later epoch waits: by
   * what this node is yet to learn it may have lost the key and got it anew, and then deletes what
   * it holds now.
   *
   * @param asOf when a state that comes with it was read
   */
  void receive(NodeId from, ReplicaMessage message, long epoch, long asOf) {
    if (epoch > epoch() && isRequest(message)) {
      if (early.size() < EARLY) {
        early.add(new Early(from, message, epoch, asOf));
      }
    } else if (!(message instanceof ReplicaMessage.Replicate && isStranger(from))) {
      take(from, message, epoch, asOf);
    }
  }

  private static boolean isRequest(ReplicaMessage message) {
    return message instanceof ReplicaMessage.Replicate
        || message instanceof ReplicaMessage.Fetch
        || message instanceof ReplicaMessage.FetchPage
        || message instanceof ReplicaMessage.ForwardWrite;
  }

  private void take(NodeId from, ReplicaMessage message, long epoch, long asOf) {
    switch (message) {
      case ReplicaMessage.Replicate(long token, EntryKey entry, Slice delta) ->
          ifInTime(from, token, epoch, () -> merge(from, token, entry, delta, epoch, asOf));
      case ReplicaMessage.Replicated replicated -> acknowledge(from, replicated);
      case ReplicaMessage.NotReplicated(long token, Optional<Refusal> refusal) ->
          notReplicated(from, token, refusal);
      case ReplicaMessage.Fetch(long token, EntryKey entry, Scope scope) ->
          ifInTime(from, token, epoch, () -> fetch(from, token, entry, scope, epoch()));
      case ReplicaMessage.Fetched(long token, Optional<Crdt> state) -> {
        reads.answered(token, from, state);
        writes.observed(token, from, state);
      }
      case ReplicaMessage.NotFetched(long token) -> {
        reads.failed(token, from);
        writes.notObserved(token, from);
        scans.failed(token, from);
      }
      case ReplicaMessage.FetchPage(long token, PageQuery query) ->
          ifInTime(from, token, epoch, () -> fetchPage(from, token, query, epoch()));
      case ReplicaMessage.PageFetched(long token, KeyPage page, SortedSet<PartitionId> refused) ->
          scans.told(token, from, page, refused);
      case ReplicaMessage.ForwardWrite(long token, WriteRequest request, long timeoutMillis) ->
          writeFor(from, token, request, timeoutMillis, epoch);
      case ReplicaMessage.WriteAnswered(long token, WriteOutcome outcome) ->
          forwards.answered(token, outcome);
      case ReplicaMessage.NotForwarded(long token) -> forwards.notForwarded(token, from, epoch);
      case ReplicaMessage.Outdated(long token) -> outdated(from, token, epoch);
    }
  }

  /** Who is told so of an epoch asks again when it comes to a later one, or did. */
  private void outdated(NodeId from, long token, long epoch) {
    if (reads.isOfWriteBack(token)) {
      reads.merged(token, from, false);
    } else if (epoch == epoch()) {
      debts.outdated(token, from);
    }
  }

  private void ifInTime(NodeId from, long token, long epoch, Runnable action) {
    if (epoch >= epoch()) {
      action.run();
    } else {
      peers.send(from, new ReplicaMessage.Outdated(token));
    }
  }

  private void merge(NodeId from, long token, EntryKey entry, Slice delta, long epoch, long asOf) {
    if (isDropped(entry)) {
      peers.send(
          from, new ReplicaMessage.NotReplicated(token, Optional.of(Refusal.BUCKET_DROPPED)));
    } else if (isFull(Weight.of(delta.state())) || isUncleared(entry)) {
      peers.send(from, new ReplicaMessage.NotReplicated(token, Optional.empty()));
    } else {
      replica.merge(partitionOf(entry), entry, delta, from, token, epoch, hasVote(entry), asOf);
    }
  }

  private void acknowledge(NodeId from, ReplicaMessage.Replicated replicated) {
    if (reads.isOfWriteBack(replicated.token())) {
      reads.merged(replicated.token(), from, replicated.counts());
      return;
    }
    long sequence = debts.acknowledged(replicated.token(), from);
    if (replicated.counts()) {
      writes.acknowledged(sequence, from, replicated.newer());
    } else {
      writes.failed(sequence, from);
    }
  }

  private void notReplicated(NodeId from, long token, Optional<Refusal> refusal) {
    if (reads.isOfWriteBack(token)) {
      reads.merged(token, from, false);
      return;
    }
    long sequence = refusal.isPresent() ? debts.acknowledged(token, from) : debts.sequenceOf(token);
    writes.failed(sequence, from);
  }

  /** What was read may be what a later epoch had deleted: who asked must ask again in that. */
  private void fetch(NodeId from, long token, EntryKey entry, Scope scope, long begun) {
    if (!hasVote(entry)) {
      peers.send(from, new ReplicaMessage.NotFetched(token));
      return;
    }
    replica.load(
        partitionOf(entry),
        entry,
        scope,
        stored -> ifInTime(from, token, begun, () -> answerFetch(from, token, stored)),
        () -> peers.send(from, new ReplicaMessage.NotFetched(token)));
  }

  /** As with {@link #fetch}. */
  private void fetchPage(NodeId from, long token, PageQuery query, long begun) {
    pages.answer(
        query,
        new PageAnswers.Asker() {
          @Override
          public void told(KeyPage page, SortedSet<PartitionId> refused) {
            ifInTime(
                from,
                token,
                begun,
                () -> {
                  if (!peers.send(from, new ReplicaMessage.PageFetched(token, page, refused))) {
                    failed();
                  }
                });
          }

          @Override
          public void failed() {
            peers.send(from, new ReplicaMessage.NotFetched(token));
          }
        });
  }

  /** Whether what is here, or is not, may stand against what others hold. */
  private boolean hasVote(EntryKey entry) {
    return pairings
        .count(entry.bucket())
        .map(count -> !repairs.refill().isOutstanding(partitionOf(entry), count))
        .orElse(true);
  }

  /**
   * A state that is too large for the transport, or finds its queue full, cannot be had from here.
   */
  private void answerFetch(NodeId from, long token, Optional<Slice> stored) {
    if (!peers.send(from, new ReplicaMessage.Fetched(token, stored.map(Slice::state)))) {
      peers.send(from, new ReplicaMessage.NotFetched(token));
    }
  }

  private void writeFor(
      NodeId from, long token, WriteRequest request, long timeoutMillis, long epoch) {
    if (!forwards.isFirst(from, token)) {
      return;
    }
    Replicas replicas = topology.get().replicas(partitionOf(request.entry()), request.replicas());
    boolean isReplica = replicas.current().contains(config.self());
    if (epoch < epoch() || !isReplica || !hasVote(request.entry())) {
      peers.send(from, new ReplicaMessage.NotForwarded(token));
    } else {
      write(
          request,
          timeoutMillis,
          outcome -> peers.send(from, new ReplicaMessage.WriteAnswered(token, outcome)));
    }
  }

  /**
   * Takes over what another node holds.
   *
   * @param epoch in which it is to be taken over
   * @param done told whether it is durable or not to be, or must be tried again
   */
  void absorb(
      PartitionId partition, EntryKey entry, Slice slice, long epoch, Consumer<Boolean> done) {
    if (isDropped(entry)) {
      done.accept(true);
    } else if (epoch != epoch() || isFull(Weight.of(slice.state())) || isUncleared(entry)) {
      done.accept(false);
    } else {
      replica.absorb(partition, entry, slice, done);
    }
  }

  /** Calls {@code then} once all that is under way now is on the disk, or never will be. */
  void whenSettled(Runnable then) {
    replica.whenSettled(then);
  }

  private boolean isUncleared(EntryKey entry) {
    return tenures.isUncleared(partitionOf(entry), entry, topology.get());
  }

  private boolean isDropped(EntryKey entry) {
    return topology.get().buckets().isDropped(entry.bucket());
  }

  /** One piece of work is always let in, however large, so that nothing is refused for ever. */
  private boolean isFull(long weight) {
    int requests =
        forwards.size() + reads.size() + scans.size() + replica.underWay() + writes.size();
    long bytes = forwards.bytes() + replica.bytesUnderWay() + writes.bytes();
    return requests >= config.requestsPerLoop()
        || (bytes > 0 && bytes + weight > config.bytesPerLoop());
  }

  private PartitionId partitionOf(EntryKey entry) {
    return topology.get().ring().partitionOf(entry.bucket().name().value(), entry.key().value());
  }

  private long epoch() {
    return topology.get().epoch();
  }
}
