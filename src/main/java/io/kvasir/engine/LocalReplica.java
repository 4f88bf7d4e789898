package io.kvasir.engine;

import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.burial.Burials;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Elsewhere;
import io.kvasir.core.crdt.End;
import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.crdt.Flaw;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.crdt.Writer;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.Lineage;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.Outbox;
import io.kvasir.core.replication.Refusal;
import io.kvasir.core.replication.Replica;
import io.kvasir.core.replication.Replica.Effect;
import io.kvasir.core.replication.Replica.Event;
import io.kvasir.core.replication.Replica.OutgoingDelta;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.HybridClock;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.core.time.Moment;
import io.kvasir.core.time.Tick;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.Outgoing;
import io.kvasir.engine.port.PartitionStore.OutgoingRef;
import io.kvasir.engine.port.PartitionStore.StoredOutgoing;
import io.kvasir.engine.port.StorageFault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs one loop's replica and outbox over the store. */
final class LocalReplica {
  /** Where an own operation is told of its fate. */
  interface Applicant {
    /** It is durable here, its delta filed under {@code sequence}. */
    void applied(long sequence, Slice delta, HybridTimestamp stamp);

    void refused(Refusal reason);

    /** Nothing was changed; others must be asked first if its time is up there too. */
    void expired();

    /**
     * The disk failed.
     *
     * @param maybeApplied whether it may be there all the same
     */
    void failed(boolean maybeApplied);
  }

  /** An own operation under way; its sequence is known from its commit on. */
  private static final class Application {
    final int replicaCount;
    final Applicant applicant;
    final long weight;
    long sequence;

    Application(int replicaCount, Applicant applicant, long weight) {
      this.weight = weight;
      this.replicaCount = replicaCount;
      this.applicant = applicant;
    }
  }

  /** A part of what this node takes over, under way. */
  private record Absorption(long weight, Consumer<Boolean> done) {}

  /** Where a merge is told of its fate. */
  interface Merger {
    /**
     * It is durable here.
     *
     * @param newer the stamp that stays, when the delta is of a register that was written later
     * @param changed whether it brought anything new
     */
    void merged(Optional<HybridTimestamp> newer, boolean changed);

    /**
     * Nothing was changed, or nobody knows.
     *
     * @param refusal empty when it failed for now
     */
    void notMerged(Optional<Refusal> refusal);
  }

  /** Nobody waits for the merge. */
  static final Merger NOBODY =
      new Merger() {
        @Override
        public void merged(Optional<HybridTimestamp> newer, boolean changed) {}

        @Override
        public void notMerged(Optional<Refusal> refusal) {}
      };

  /** A delta of another replica under way. */
  private record Merging(Merger merger, long weight) {}

  private final EngineConfig config;
  private final Tokens tokens;
  private final Loop loop;
  private final Engine.Ports ports;
  private final Peers peers;
  private final Supplier<Topology> topology;
  private final Replica replica;
  private final Outbox outbox;
  private final Map<Long, Application> applications = new HashMap<>();
  private final Map<Long, Merging> merges = new HashMap<>();
  private final Map<Long, Absorption> absorptions = new HashMap<>();
  private final Map<Long, Absorption> restorations = new HashMap<>();
  private final List<Settling> settlings = new ArrayList<>();
  private final Tenures tenures;
  private final Graves graves;
  private final HybridClock stamps = new HybridClock();
  private final AgreedClock clock;
  private final Resends resends;
  private final Consumer<Outbox.Effect.Lost> onLost;
  private final BiConsumer<PartitionId, EntryKey> onDamaged;
  private Optional<Restoration> restoration = Optional.empty();
  private long bytes;
  private long lastId;
  private long lastSequence;

  LocalReplica(
      EngineConfig config,
      Tokens tokens,
      Tenures tenures,
      Graves graves,
      Loop loop,
      Engine.Ports ports,
      Peers peers,
      Supplier<Topology> topology,
      AgreedClock clock,
      Consumer<Outbox.Effect.Lost> onLost,
      BiConsumer<PartitionId, EntryKey> onDamaged) {
    this.clock = clock;
    this.config = config;
    this.onDamaged = onDamaged;
    this.onLost = onLost;
    this.tokens = tokens;
    this.loop = loop;
    this.ports = ports;
    this.peers = peers;
    this.topology = topology;
    this.tenures = tenures;
    this.graves = graves;
    this.replica = new Replica(this::writer);
    this.outbox = new Outbox(config.hintsPerLoop());
    this.resends = new Resends(ports.store(), loop, this::resend, graves::clock, this::observe);
  }

  /** What other replicas have not acknowledged yet. */
  SortedMap<NodeId, Outbox.Backlog> backlogs() {
    return outbox.backlogs();
  }

  /** Whether every delta that was filed here has arrived. */
  boolean owesNothing() {
    return outbox.size() == 0;
  }

  /** Operations and merges that are not on disk yet, also those whose client no longer waits. */
  int underWay() {
    return applications.size() + merges.size() + absorptions.size() + restorations.size();
  }

  /** The payload of what is under way. */
  long bytesUnderWay() {
    return bytes;
  }

  void recover(List<OutgoingRef> outgoing) {
    Tick longAgo = new Tick(Long.MIN_VALUE / 2);
    for (OutgoingRef ref : outgoing) {
      lastSequence = Math.max(lastSequence, ref.sequence());
      Outbox.Hint hint =
          new Outbox.Hint(
              ref.sequence(), ref.partition(), ref.entry(), ref.replicas(), ref.bytes());
      List<NodeId> others = others(ref.partition(), ref.replicas());
      outbox.append(hint, others, ports.timers().now(), longAgo).forEach(this::send);
    }
  }

  /** Deltas are owed to those who hold their keys now. */
  void rehome() {
    outbox.rehome(this::others);
  }

  void apply(
      PartitionId partition, WriteRequest request, Elsewhere elsewhere, Applicant applicant) {
    long id = ++lastId;
    long weight = Weight.of(request.operation());
    bytes += weight;
    applications.put(id, new Application(request.replicas(), applicant, weight));
    handle(
        partition,
        new Event.Apply(
            id,
            request.entry(),
            request.type(),
            request.operation(),
            elsewhere,
            request.lifetime(),
            new Moment(ports.timers().wallMillis(), clock.millis())));
  }

  /**
   * Merges a delta and answers {@code from}, unless it does not wait for that.
   *
   * @param epoch that it was sent in
   * @param counts whether this replica has a vote
   * @param asOf when it was read
   */
  void merge(
      PartitionId partition,
      EntryKey entry,
      Slice delta,
      NodeId from,
      long token,
      long epoch,
      boolean counts,
      long asOf) {
    Optional<HybridTimestamp> above = floorOver(partition, entry, delta);
    RemoteMerger merger = new RemoteMerger(from, token, epoch, counts, above);
    if (isPast(partition, entry, asOf)) {
      merger.answer(new ReplicaMessage.Outdated(token));
    } else {
      join(partition, entry, delta, merger);
    }
  }

  /**
   * The stamp of what was dropped here, when a register's write lies no higher. Who came since,
   * with an empty disk, knows nothing of it, and a replica that has not dropped it would undo the
   * write.
   */
  private Optional<HybridTimestamp> floorOver(PartitionId partition, EntryKey entry, Slice delta) {
    CatalogueEntry bucket = topology.get().buckets().entries().get(entry.bucket().name());
    if (bucket == null || !(delta.state() instanceof LwwRegister register)) {
      return Optional.empty();
    }
    HybridTimestamp floor = graves.of(partition, bucket.spec().replicas()).floor();
    return register.stamp().isAfter(floor) || floor.equals(HybridTimestamp.ZERO)
        ? Optional.empty()
        : Optional.of(floor);
  }

  private final class RemoteMerger implements Merger {
    private final NodeId from;
    private final long token;
    private final long epoch;
    private final boolean counts;
    private final Optional<HybridTimestamp> above;

    /**
     * @param above a stamp that the write is to be above; empty when it is
     */
    RemoteMerger(
        NodeId from, long token, long epoch, boolean counts, Optional<HybridTimestamp> above) {
      this.above = above;
      this.counts = counts;
      this.from = from;
      this.token = token;
      this.epoch = epoch;
    }

    /**
     * What was handed on when this node learned of its epoch may lack a delta of the epoch before,
     * so that such a delta counts for nothing any more.
     */
    @Override
    public void merged(Optional<HybridTimestamp> newer, boolean changed) {
      answer(
          epoch < topology.get().epoch()
              ? new ReplicaMessage.Outdated(token)
              : new ReplicaMessage.Replicated(token, newer.or(() -> above), counts));
    }

    @Override
    public void notMerged(Optional<Refusal> refusal) {
      answer(new ReplicaMessage.NotReplicated(token, refusal));
    }

    private void answer(ReplicaMessage message) {
      if (token != Tokens.UNANSWERED) {
        peers.send(from, message);
      }
    }
  }

  /**
   * Merges what another replica holds.
   *
   * @param asOf when it was read
   */
  void merge(PartitionId partition, EntryKey entry, Slice delta, long asOf, Merger merger) {
    if (isPast(partition, entry, asOf)) {
      merger.notMerged(Optional.empty());
    } else {
      join(partition, entry, delta, merger);
    }
  }

  /** Whether what was read then may show again what was dropped since. */
  boolean isPast(PartitionId partition, EntryKey entry, long asOf) {
    CatalogueEntry bucket = topology.get().buckets().entries().get(entry.bucket().name());
    boolean past = bucket != null && graves.isPast(partition, bucket.spec().replicas(), asOf);
    if (past) {
      observe(new ReplicationObservation.StaleRefused());
    }
    return past;
  }

  private void join(PartitionId partition, EntryKey entry, Slice delta, Merger merger) {
    if (!isOwn(partition, entry)) {
      merger.notMerged(Optional.empty());
      return;
    }
    long id = ++lastId;
    long weight = Weight.of(delta.state());
    bytes += weight;
    merges.put(id, new Merging(merger, weight));
    handle(partition, new Event.Merge(id, entry, delta));
  }

  /**
   * Removes what has ended by {@code nowMillis}, at least at {@code end}; the merger is told
   * whether there was anything.
   *
   * @param elsewhere what others say of the key's end
   */
  void reclaim(
      PartitionId partition,
      EntryKey entry,
      DataType type,
      End end,
      Expiry elsewhere,
      long nowMillis,
      Merger merger) {
    if (!isOwn(partition, entry)) {
      merger.notMerged(Optional.empty());
      return;
    }
    long id = ++lastId;
    merges.put(id, new Merging(merger, 0));
    handle(partition, new Event.Reclaim(id, entry, type, end, elsewhere, nowMillis));
  }

  /**
   * Forgets a key if that is what remains of it; the merger is told whether it was.
   *
   * @param remains {@link io.kvasir.core.crdt.Remains#hash}
   */
  void bury(PartitionId partition, EntryKey entry, DataType type, long remains, Merger merger) {
    long id = ++lastId;
    merges.put(id, new Merging(merger, 0));
    handle(partition, new Event.Bury(id, entry, type, remains));
  }

  /** Whether there is work under way on a key, so that what is durable of it is not all. */
  boolean isBusy(EntryKey entry) {
    return replica.isBusy(entry);
  }

  /** The number of the last delta that was filed. */
  long lastSequence() {
    return lastSequence;
  }

  /** The first delta of a partition that another replica lacks; behind all if there is none. */
  long lowestOwed(PartitionId partition) {
    return outbox.lowestOwed(partition);
  }

  /** Whether there may be a stored delta of a partition. */
  boolean hasFiled(PartitionId partition) {
    return outbox.hasFiled(partition);
  }

  /** Whether another replica lacks a delta of a partition up to and with {@code sequence}. */
  boolean owes(PartitionId partition, long sequence) {
    return outbox.owes(partition, sequence);
  }

  /** {@code from} did not take the delta behind {@code token}, but would if it were sent now. */
  void outdated(long token, NodeId from) {
    outbox.again(tokens.numberOf(token), from).ifPresent(this::send);
  }

  /**
   * Joins what another replica holds; {@code done} is told whether that is durable or refused for
   * good, or must be tried again.
   */
  void absorb(PartitionId partition, EntryKey entry, Slice slice, Consumer<Boolean> done) {
    long id = ++lastId;
    long weight = Weight.of(slice.state());
    bytes += weight;
    absorptions.put(id, new Absorption(weight, done));
    handle(partition, new Event.Merge(id, entry, slice));
  }

  /** Rows of a key that are to be replaced, from when the other replicas are asked for it. */
  static final class Restoration {
    private final PartitionId partition;
    private final Flaw flaw;
    private final long asOf;
    private boolean barred;

    private Restoration(PartitionId partition, Flaw flaw, long asOf, boolean barred) {
      this.partition = partition;
      this.flaw = flaw;
      this.asOf = asOf;
      this.barred = barred;
    }
  }

  /** Before the other replicas are asked for a key. The one before is given up. */
  Restoration prepare(PartitionId partition, Flaw flaw) {
    Restoration begun = new Restoration(partition, flaw, graves.clock(), outbox.owes(flaw.entry()));
    restoration = Optional.of(begun);
    return begun;
  }

  /**
   * Whether the other replicas knew all that was minted here when they were asked, and nothing was
   * written to the key, nor was it dropped, since.
   */
  boolean isUntouched(Restoration begun) {
    return !begun.barred;
  }

  /**
   * Puts what other replicas hold in the place of rows that are damaged. Only if the key is {@link
   * #isUntouched}: dots that were forgotten would be minted again, and what others were told is
   * here would not be. And only if nothing was dropped since they were asked, which what they said
   * could show again.
   *
   * @param done told whether that was necessary and is durable
   */
  void restore(Restoration begun, Crdt state, Consumer<Boolean> done) {
    EntryKey entry = begun.flaw.entry();
    if (!isOwn(begun.partition, entry)) {
      done.accept(false);
      return;
    }
    long id = ++lastId;
    long weight = Weight.of(state);
    bytes += weight;
    restorations.put(id, new Absorption(weight, done));
    handle(begun.partition, new Event.Restore(id, entry, state));
  }

  /** Nothing else happens to the key from when it is examined until it is restored. */
  private boolean mayRestore(Flaw flaw) {
    return restoration
        .filter(begun -> begun.flaw.equals(flaw) && !begun.barred)
        .filter(begun -> !isPast(begun.partition, flaw.entry(), begun.asOf))
        .isPresent();
  }

  private boolean restored(long id, boolean changed) {
    Absorption restoration = restorations.remove(id);
    if (restoration == null) {
      return false;
    }
    bytes -= restoration.weight();
    restoration.done().accept(changed);
    return true;
  }

  /**
   * Whether this node holds the key, or will, and what it held before is gone. A repair that was
   * begun before it gave the key away would else bring some of it back.
   */
  private boolean isOwn(PartitionId partition, EntryKey entry) {
    Topology now = topology.get();
    CatalogueEntry bucket = now.buckets().entries().get(entry.bucket().name());
    return bucket == null
        || (now.replicas(partition, bucket.spec().replicas()).contains(config.self())
            && !tenures.isUncleared(partition, entry, now));
  }

  private boolean absorbed(long id, boolean ended) {
    Absorption absorption = absorptions.remove(id);
    if (absorption == null) {
      return false;
    }
    bytes -= absorption.weight();
    absorption.done().accept(ended);
    return true;
  }

  private Writer writer(EntryKey entry) {
    Topology now = topology.get();
    PartitionId partition =
        now.ring().partitionOf(entry.bucket().name().value(), entry.key().value());
    CatalogueEntry bucket = now.buckets().entries().get(entry.bucket().name());
    Actor actor = tenures.actorOf(partition, entry, now);
    Burials buried = graves.of(partition, bucket == null ? 1 : bucket.spec().replicas());
    stamps.raise(buried.floor());
    return new Writer(Lineage.of(actor, buried.number()), stamps);
  }

  /** Calls {@code then} once all that is under way now has ended. */
  void whenSettled(Runnable then) {
    settlings.add(new Settling(lastId, then));
    settle();
  }

  /** Waits for what was begun up to {@code lastId}. */
  private record Settling(long lastId, Runnable then) {}

  private void settle() {
    for (Settling settling : List.copyOf(settlings)) {
      boolean over =
          Stream.of(applications, merges, absorptions, restorations)
              .flatMap(underWay -> underWay.keySet().stream())
              .noneMatch(id -> id <= settling.lastId());
      if (over) {
        settlings.remove(settling);
        settling.then().run();
      }
    }
  }

  /** Reads durable state only, so that no reader sees what a crash could take back. */
  void load(
      PartitionId partition,
      EntryKey entry,
      Scope scope,
      Consumer<Optional<Slice>> then,
      Runnable otherwise) {
    ports
        .store()
        .load(
            partition,
            entry,
            scope,
            onLoop(
                then,
                fault -> {
                  if (fault.isDamage()) {
                    onDamaged.accept(partition, entry);
                  }
                  otherwise.run();
                }));
  }

  /** Holds a key's digest against its rows; a flaw is looked into soon. */
  void check(
      PartitionId partition, EntryKey entry, Consumer<Optional<Flaw>> then, Runnable otherwise) {
    ports
        .store()
        .check(
            partition,
            entry,
            onLoop(
                flaw -> {
                  flaw.ifPresent(found -> onDamaged.accept(partition, entry));
                  then.accept(flaw);
                },
                fault -> otherwise.run()));
  }

  /**
   * Sends {@code delta} of {@code sequence} to {@code to}; false when it does not leave this node.
   * What is of the past by now does not: who lost its disk would not know that.
   *
   * @param asOf when it was made, or known to be lacking
   */
  boolean replicate(long sequence, EntryKey entry, Slice delta, NodeId to, long asOf) {
    PartitionId partition =
        topology.get().ring().partitionOf(entry.bucket().name().value(), entry.key().value());
    return !isPast(partition, entry, asOf)
        && peers.send(
            to, new ReplicaMessage.Replicate(tokens.ofNumber(sequence), entry, delta), asOf);
  }

  /** {@code from} has, or will never take, the delta behind {@code token}; gives its sequence. */
  long acknowledged(long token, NodeId from) {
    long sequence = tokens.numberOf(token);
    outbox.acknowledge(sequence, from);
    return sequence;
  }

  long sequenceOf(long token) {
    return tokens.numberOf(token);
  }

  void tick() {
    settle();
    Set<NodeId> members = topology.get().members().keySet();
    SortedSet<NodeId> busy =
        resends.isIdle() ? peers.unreachableOf(members) : new TreeSet<>(members);
    outbox.tick(ports.timers().now(), busy).forEach(this::send);
  }

  private void handle(PartitionId partition, Event event) {
    for (Effect effect : replica.on(event)) {
      carryOut(partition, effect);
    }
  }

  private void carryOut(PartitionId partition, Effect effect) {
    switch (effect) {
      case Effect.Load(EntryKey entry, Scope scope) ->
          load(
              partition,
              entry,
              scope,
              stored -> handle(partition, new Event.Loaded(entry, stored)),
              () -> handle(partition, new Event.LoadFailed(entry)));
      case Effect.Examine(EntryKey entry) ->
          ports
              .store()
              .check(
                  partition,
                  entry,
                  onLoop(
                      flaw ->
                          handle(
                              partition, new Event.Examined(entry, flaw.filter(this::mayRestore))),
                      fault -> handle(partition, new Event.LoadFailed(entry))));
      case Effect.Commit commit -> commit(partition, commit);
      case Effect.Drop drop -> drop(partition, drop);
      case Effect.Applied(long id, Slice delta, HybridTimestamp stamp) -> {
        Application done = application(id);
        done.applicant.applied(done.sequence, delta, stamp);
      }
      case Effect.Merged(long id, Optional<HybridTimestamp> newer, boolean changed) -> {
        if (!absorbed(id, true) && !restored(id, changed)) {
          endMerge(id).merged(newer, changed);
        }
      }
      case Effect.Expired(long id) -> loop.complete(application(id).applicant::expired);
      case Effect.Refused(long id, Refusal reason) -> refuse(id, reason);
      case Effect.Failed(long id, boolean maybeApplied) -> fail(id, maybeApplied);
    }
  }

  private void commit(PartitionId partition, Effect.Commit commit) {
    EntryKey entry = commit.entry();
    if (topology.get().buckets().isDropped(entry.bucket())) {
      handle(partition, new Event.CommitFailed(entry, commit.commit(), false));
      return;
    }
    bar(entry);
    Optional<Outgoing> outgoing = commit.outgoing().map(delta -> file(partition, entry, delta));
    ports
        .store()
        .commit(
            partition,
            entry,
            commit.slice(),
            commit.index(),
            outgoing,
            ended(partition, entry, commit.commit()));
  }

  /** The key changes: what others said of it before is no longer all. */
  private void bar(EntryKey entry) {
    restoration
        .filter(begun -> begun.flaw.entry().equals(entry))
        .ifPresent(begun -> begun.barred = true);
  }

  private void drop(PartitionId partition, Effect.Drop drop) {
    EntryKey entry = drop.entry();
    if (topology.get().buckets().isDropped(entry.bucket())) {
      handle(partition, new Event.CommitFailed(entry, drop.commit(), false));
      return;
    }
    bar(entry);
    ports.store().drop(partition, entry, drop.remains(), ended(partition, entry, drop.commit()));
  }

  private Completion<Void> ended(PartitionId partition, EntryKey entry, long commit) {
    return onLoop(
        nothing -> handle(partition, new Event.Committed(entry, commit)),
        fault -> handle(partition, new Event.CommitFailed(entry, commit, fault.maybeApplied())));
  }

  private Outgoing file(PartitionId partition, EntryKey entry, OutgoingDelta delta) {
    Application application = require(applications.get(delta.id()), delta.id());
    application.sequence = ++lastSequence;
    Tick now = ports.timers().now();
    Outbox.Hint hint =
        new Outbox.Hint(
            application.sequence,
            partition,
            entry,
            application.replicaCount,
            Weight.of(delta.delta().state()));
    outbox.append(hint, others(partition, application.replicaCount), now, now).forEach(this::send);
    return new Outgoing(application.sequence, application.replicaCount, delta.delta());
  }

  private List<NodeId> others(PartitionId partition, int replicas) {
    return topology.get().replicas(partition, replicas).all().stream()
        .filter(node -> !node.equals(config.self()))
        .toList();
  }

  private void refuse(long id, Refusal reason) {
    observe(new ReplicationObservation.ReplicaRefused(reason));
    if (absorbed(id, true)) {
      return;
    }
    if (merges.containsKey(id)) {
      endMerge(id).notMerged(Optional.of(reason));
    } else {
      application(id).applicant.refused(reason);
    }
  }

  private void fail(long id, boolean maybeApplied) {
    if (absorbed(id, false) || restored(id, false)) {
      return;
    }
    if (merges.containsKey(id)) {
      endMerge(id).notMerged(Optional.empty());
    } else {
      Application failed = application(id);
      if (!maybeApplied) {
        forget(failed);
      }
      failed.applicant.failed(maybeApplied);
    }
  }

  /** There is no delta to be sent; the outbox has room for those that are. */
  private void forget(Application untried) {
    outbox.forget(untried.sequence);
  }

  private Merger endMerge(long id) {
    Merging merge = require(merges.remove(id), id);
    bytes -= merge.weight();
    return merge.merger();
  }

  private Application application(long id) {
    Application application = require(applications.remove(id), id);
    bytes -= application.weight;
    return application;
  }

  private static <T> T require(@Nullable T underWay, long id) {
    if (underWay == null) {
      throw new IllegalStateException("nothing is under way as " + id);
    }
    return underWay;
  }

  private void send(Outbox.Effect effect) {
    switch (effect) {
      case Outbox.Effect.Resend resend -> resends.add(resend);
      case Outbox.Effect.Lost lost -> onLost.accept(lost);
      case Outbox.Effect.Trim(PartitionId partition, long sequence) ->
          ports.store().trimOutgoing(partition, sequence);
      case Outbox.Effect.Observed(ReplicationObservation observation) -> observe(observation);
    }
  }

  private boolean resend(StoredOutgoing stored, NodeId to, long asOf) {
    return replicate(
        stored.outgoing().sequence(), stored.entry(), stored.outgoing().delta(), to, asOf);
  }

  private void observe(StorageFault fault) {
    observe(new ReplicationObservation.StorageFaulted(fault.reason()));
  }

  private void observe(ReplicationObservation observation) {
    ports.observer().onReplication(observation);
  }

  private <T> Completion<T> onLoop(Consumer<T> then, Consumer<StorageFault> otherwise) {
    return new Completion<>() {
      @Override
      public void succeed(T value) {
        loop.complete(() -> then.accept(value));
      }

      @Override
      public void fail(StorageFault fault) {
        loop.complete(
            () -> {
              observe(fault);
              otherwise.accept(fault);
            });
      }
    };
  }
}
