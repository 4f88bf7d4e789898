package io.kvasir.engine;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.DataType;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.burial.Burials;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Elsewhere;
import io.kvasir.core.crdt.End;
import io.kvasir.core.crdt.Expiry;
import io.kvasir.core.crdt.Flaw;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.crdt.Writer;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.Lineage;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.Refusal;
import io.kvasir.core.replication.Replica;
import io.kvasir.core.replication.Replica.Effect;
import io.kvasir.core.replication.Replica.Event;
import io.kvasir.core.replication.Replica.OutgoingDelta;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.HybridClock;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.core.time.Moment;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.Restorations.Restoration;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.Outgoing;
import io.kvasir.engine.port.StorageFault;
import io.kvasir.engine.port.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs one loop's replica over the store. */
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
    final @Nullable Trace trace = Trace.current();
    long sequence;

    Application(int replicaCount, Applicant applicant, long weight) {
      this.weight = weight;
      this.replicaCount = replicaCount;
      this.applicant = applicant;
    }
  }

  /** A delta of another replica under way. */
  private record Merging(Merger merger, long weight) {}

  private final EngineConfig config;
  private final Loop loop;
  private final Engine.Ports ports;
  private final Peers peers;
  private final Supplier<Topology> topology;
  private final Replica replica;
  private final Map<Long, Application> applications = new HashMap<>();
  private final Map<Long, Merging> merges = new HashMap<>();
  private final List<Settling> settlings = new ArrayList<>();
  private final Tenures tenures;
  private final Graves graves;
  private final HybridClock stamps = new HybridClock();
  private final HybridClock endStamps = new HybridClock();
  private final AgreedClock clock;
  private final Fence fence;
  private final Debts debts;
  private final Restorations restorations;
  private final Consumer<BucketId> onCommitted;
  private final BiConsumer<PartitionId, EntryKey> onDamaged;
  private long bytes;
  private long lastId;

  LocalReplica(
      EngineConfig config,
      Tenures tenures,
      Graves graves,
      Fence fence,
      Debts debts,
      Restorations restorations,
      Loop loop,
      Engine.Ports ports,
      Peers peers,
      Supplier<Topology> topology,
      AgreedClock clock,
      Consumer<BucketId> onCommitted,
      BiConsumer<PartitionId, EntryKey> onDamaged) {
    this.clock = clock;
    this.config = config;
    this.onCommitted = onCommitted;
    this.onDamaged = onDamaged;
    this.fence = fence;
    this.debts = debts;
    this.restorations = restorations;
    this.loop = loop;
    this.ports = ports;
    this.peers = peers;
    this.topology = topology;
    this.tenures = tenures;
    this.graves = graves;
    this.replica = new Replica(this::writer);
  }

  /** Operations and merges that are not on disk yet, also those whose client no longer waits. */
  int underWay() {
    return applications.size() + merges.size();
  }

  /** The payload of what is under way. */
  long bytesUnderWay() {
    return bytes;
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
    DeltaAnswer answer =
        new DeltaAnswer(
            peers, topology, from, token, epoch, counts, fence.floorOver(partition, entry, delta));
    if (fence.isPast(partition, entry, asOf)) {
      answer.outdated();
    } else {
      join(partition, entry, delta, answer);
    }
  }

  /**
   * Merges what another replica holds.
   *
   * @param asOf when it was read
   */
  void merge(PartitionId partition, EntryKey entry, Slice delta, long asOf, Merger merger) {
    if (fence.isPast(partition, entry, asOf)) {
      merger.notMerged(Optional.empty());
    } else {
      join(partition, entry, delta, merger);
    }
  }

  private void join(PartitionId partition, EntryKey entry, Slice delta, Merger merger) {
    if (!isOwn(partition, entry)) {
      merger.notMerged(Optional.empty());
      return;
    }
    long id = begin(merger, Weight.of(delta.state()));
    handle(partition, new Event.Merge(id, entry, delta));
  }

  private long begin(Merger merger, long weight) {
    long id = ++lastId;
    bytes += weight;
    merges.put(id, new Merging(merger, weight));
    return id;
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
    long id = begin(merger, 0);
    handle(partition, new Event.Reclaim(id, entry, type, end, elsewhere, nowMillis));
  }

  /**
   * Forgets a key if that is what remains of it; the merger is told whether it was.
   *
   * @param remains {@link io.kvasir.core.crdt.Remains#hash}
   */
  void bury(PartitionId partition, EntryKey entry, DataType type, long remains, Merger merger) {
    long id = begin(merger, 0);
    handle(partition, new Event.Bury(id, entry, type, remains));
  }

  /** Whether there is work under way on a key, so that what is durable of it is not all. */
  boolean isBusy(EntryKey entry) {
    return replica.isBusy(entry);
  }

  /**
   * Joins what another replica holds; {@code done} is told whether that is durable or refused for
   * good, or must be tried again.
   */
  void absorb(PartitionId partition, EntryKey entry, Slice slice, Consumer<Boolean> done) {
    Merger merger = Merger.of(changed -> done.accept(true), no -> done.accept(no.isPresent()));
    long id = begin(merger, Weight.of(slice.state()));
    handle(partition, new Event.Merge(id, entry, slice));
  }

  /**
   * Puts what other replicas hold in the place of rows that are damaged, if {@link Restorations}
   * lets it.
   *
   * @param done told whether that was necessary and is durable
   */
  void restore(Restoration begun, Crdt state, Consumer<Boolean> done) {
    EntryKey entry = begun.entry();
    if (!isOwn(begun.partition(), entry)) {
      done.accept(false);
      return;
    }
    long id = begin(Merger.of(done, refusal -> done.accept(false)), Weight.of(state));
    handle(begun.partition(), new Event.Restore(id, entry, state));
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

  private Writer writer(EntryKey entry) {
    Topology now = topology.get();
    PartitionId partition =
        now.ring().partitionOf(entry.bucket().name().value(), entry.key().value());
    CatalogueEntry bucket = now.buckets().entries().get(entry.bucket().name());
    Actor actor = tenures.actorOf(partition, entry, now);
    Burials buried = graves.of(partition, bucket == null ? 1 : bucket.spec().replicas());
    return new Writer(Lineage.of(actor, buried.number()), stamps, endStamps, buried.floor());
  }

  /** Calls {@code then} once all that is under way now has ended. */
  void whenSettled(Runnable then) {
    settlings.add(new Settling(lastId, then));
    settle();
  }

  void tick() {
    settle();
  }

  /** Waits for what was begun up to {@code lastId}. */
  private record Settling(long lastId, Runnable then) {}

  private void settle() {
    for (Settling settling : List.copyOf(settlings)) {
      boolean over =
          Stream.concat(applications.keySet().stream(), merges.keySet().stream())
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
                              partition,
                              new Event.Examined(entry, flaw.filter(restorations::mayRestore))),
                      fault -> handle(partition, new Event.LoadFailed(entry))));
      case Effect.Commit commit -> commit(partition, commit);
      case Effect.Drop drop -> drop(partition, drop);
      case Effect.Applied(long id, Slice delta, HybridTimestamp stamp) -> {
        Application done = application(id);
        done.applicant.applied(done.sequence, delta, stamp);
      }
      case Effect.Merged(long id, Optional<HybridTimestamp> newer, boolean changed) ->
          endMerge(id).merged(newer, changed);
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
    restorations.bar(entry);
    Trace before = Trace.enter(traceOf(commit));
    try {
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
    } finally {
      Trace.leave(before);
    }
  }

  /** Of the operation that it is for, which may have waited for another's commit. */
  private @Nullable Trace traceOf(Effect.Commit commit) {
    if (!Trace.isOn() || commit.outgoing().isEmpty()) {
      return Trace.current();
    }
    Application application = applications.get(commit.outgoing().get().id());
    return application == null ? null : application.trace;
  }

  private Outgoing file(PartitionId partition, EntryKey entry, OutgoingDelta delta) {
    Application application = require(applications.get(delta.id()), delta.id());
    Outgoing filed = debts.file(partition, entry, application.replicaCount, delta.delta());
    application.sequence = filed.sequence();
    return filed;
  }

  private void drop(PartitionId partition, Effect.Drop drop) {
    EntryKey entry = drop.entry();
    if (topology.get().buckets().isDropped(entry.bucket())) {
      handle(partition, new Event.CommitFailed(entry, drop.commit(), false));
      return;
    }
    restorations.bar(entry);
    ports.store().drop(partition, entry, drop.remains(), ended(partition, entry, drop.commit()));
  }

  private Completion<Void> ended(PartitionId partition, EntryKey entry, long commit) {
    return onLoop(
        nothing -> {
          onCommitted.accept(entry.bucket());
          handle(partition, new Event.Committed(entry, commit));
        },
        fault -> handle(partition, new Event.CommitFailed(entry, commit, fault.maybeApplied())));
  }

  private void refuse(long id, Refusal reason) {
    observe(new ReplicationObservation.ReplicaRefused(reason));
    if (merges.containsKey(id)) {
      endMerge(id).notMerged(Optional.of(reason));
    } else {
      application(id).applicant.refused(reason);
    }
  }

  private void fail(long id, boolean maybeApplied) {
    if (merges.containsKey(id)) {
      endMerge(id).notMerged(Optional.empty());
    } else {
      Application failed = application(id);
      if (!maybeApplied) {
        debts.forget(failed.sequence);
      }
      failed.applicant.failed(maybeApplied);
    }
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

  private void observe(StorageFault fault) {
    observe(new ReplicationObservation.StorageFaulted(fault.reason()));
  }

  private void observe(ReplicationObservation observation) {
    ports.observer().onReplication(observation);
  }

  private <T> Completion<T> onLoop(Consumer<T> then, Consumer<StorageFault> otherwise) {
    Consumer<T> carried = Trace.carried(then);
    return new Completion<>() {
      @Override
      public void succeed(T value) {
        loop.complete(() -> carried.accept(value));
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
