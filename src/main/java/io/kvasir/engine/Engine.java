package io.kvasir.engine;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.burial.BurialMessage;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.gossip.RepairMessage;
import io.kvasir.core.handoff.Bookmark;
import io.kvasir.core.handoff.HandoffMessage;
import io.kvasir.core.handoff.TransferId;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.ReadRequest;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.core.replication.ReplicaScan;
import io.kvasir.core.replication.ScanOutcome;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.topology.BucketCatalogue;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.CatalogueOutcome;
import io.kvasir.core.topology.FoundingMessage;
import io.kvasir.core.topology.MembershipOutcome;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.TopologyCommand;
import io.kvasir.core.topology.Transfer;
import io.kvasir.core.topology.Transition;
import io.kvasir.core.watch.Position;
import io.kvasir.core.watch.WatchMessage;
import io.kvasir.engine.groups.Groups;
import io.kvasir.engine.groups.GroupsConfig;
import io.kvasir.engine.loop.Barrier;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.GroupMessage;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.Liveness;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.Observer;
import io.kvasir.engine.port.PartitionStore;
import io.kvasir.engine.port.PartitionStore.OutgoingRef;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.StandingStore;
import io.kvasir.engine.port.Timers;
import io.kvasir.engine.port.Transport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One node's data path, running on the topology it was told last. Partitions are dealt out to
 * shards, each on a loop of its own; all that concerns a key happens on its shard. Until a topology
 * is known there is no data path, nor once this node is no member any more: requests and messages
 * of it are turned away.
 *
 * <p>All methods but {@link #start} may be called from any thread and never block.
 */
public final class Engine {
  /** The world an engine lives in. One shard per loop. */
  public record Ports(
      List<Loop> loops,
      Timers timers,
      Transport transport,
      Liveness liveness,
      PartitionStore store,
      GroupStore groupStore,
      StandingStore standingStore,
      Observer observer) {
    public Ports {
      loops = List.copyOf(loops);
    }
  }

  /** How long it may take to hear what others know; it asks again when it hears of it again. */
  private static final long CATCH_UP_MILLIS = 1_000;

  private static final SortedSet<Transfer> NOTHING =
      Collections.unmodifiableSortedSet(new TreeSet<>());
  private static final BucketCatalogue NO_BUCKETS = new BucketCatalogue(new TreeMap<>());

  private final EngineConfig config;
  private final Ports ports;
  private final Reach reach;
  private final List<Shard> shards = new ArrayList<>();
  private final Groups groups;
  private final AtomicReference<@Nullable Topology> topology = new AtomicReference<>();
  private final AtomicReference<SortedSet<PartitionId>> held =
      new AtomicReference<>(new TreeSet<>());
  private final AtomicReference<List<OutgoingRef>> outgoing = new AtomicReference<>(List.of());
  private final TopologyDesk changes;
  private final Tenures tenures;
  private final Graves graves = new Graves();
  private final AgreedClock clock;
  private final TransferDesk transfers;
  private final WatchDesk watches;
  private final ClusterDesk desk;
  private final Pairings pairings;
  private final DigestSurvey survey;
  private final BackupDesk backups;
  private final AtomicBoolean catchingUp = new AtomicBoolean();
  private final AtomicInteger scansBegun = new AtomicInteger();
  private volatile boolean open;
  private volatile boolean removed;

  /**
   * A stopped engine.
   *
   * @param actor who mints dots here; never used by two running engines
   * @param random for tokens that do not recur in the next life of the process
   * @param plan how this node gets into its cluster
   */
  public Engine(
      EngineConfig config, Actor actor, RandomGenerator random, Ports ports, ClusterPlan plan) {
    this.config = config;
    this.ports = ports;
    this.clock = new AgreedClock(ports.timers());
    this.reach = new Reach(config.self(), ports.transport(), ports.liveness(), ports.timers());
    this.groups =
        new Groups(
            GroupsConfig.of(config.self(), config.requestsPerLoop(), config.bytesPerLoop()),
            random,
            new Groups.Ports(
                ports.loops(),
                ports.timers(),
                clock::millis,
                ports.transport(),
                ports.groupStore(),
                ports.observer()));
    this.changes =
        new TopologyDesk(config.self(), groups, plan.format(), ports.timers(), this::topology);
    this.desk =
        new ClusterDesk(
            plan,
            ports,
            groups,
            changes,
            this::adopt,
            this::ifOwesNothing,
            this::isFilled,
            () -> removed = true,
            random);
    this.tenures = new Tenures(actor);
    this.pairings = new Pairings(config.self(), this::current);
    this.survey =
        new DigestSurvey(new LoopPorts(ports.loops().getFirst(), ports), pairings, this::current);
    this.backups = new BackupDesk(config.self(), ports, groups, graves, this::isVoteless);
    this.transfers =
        new TransferDesk(
            config, ports, tenures, new Tokens(random.nextLong(), 0, 1), random, new Hands());
    this.watches =
        new WatchDesk(
            config.self(),
            actor,
            new LoopPorts(ports.loops().getLast(), ports),
            new Tokens(random.nextLong(), 0, 1),
            this::topology);
    long life = random.nextLong();
    for (int index = 0; index < ports.loops().size(); index++) {
      shards.add(
          new Shard(
              config,
              new Tokens(random.nextLong(), index, ports.loops().size()),
              tenures,
              graves,
              life,
              ports.loops().get(index),
              ports,
              this::current,
              clock,
              watches::committed,
              this::isVoteless,
              new SplittableRandom(random.nextLong())));
    }
  }

  /** Recovers what the stores hold and starts delivery. Blocks for the stores; called once. */
  public void start() {
    groups.recover();
    desk.recover();
    outgoing.set(ports.store().outgoing());
    ports.store().bookmarks().forEach(tenures::note);
    ports.store().burials().forEach(graves::note);
    held.set(ports.store().partitionsHeld());
    ports.transport().listen(new Inbox());
    groups.start();
    desk.start();
    transfers.start();
  }

  /** How {@code member} is seen by those who watch; empty for this node itself. */
  public Optional<Liveness.Sight> sightOf(NodeId member) {
    return ports.liveness().of(member);
  }

  /** The topology that the data path works on; empty until the node is a member of a cluster. */
  public Optional<Topology> topology() {
    return open ? Optional.ofNullable(topology.get()) : Optional.empty();
  }

  /** Whether this node was a member of its cluster and is none any more, for ever. Any thread. */
  public boolean isRemoved() {
    return removed;
  }

  private boolean isServing() {
    return open && !removed;
  }

  private Topology current() {
    Topology known = topology.get();
    if (known == null) {
      throw new IllegalStateException("the data path has no topology yet");
    }
    return known;
  }

  /**
   * Works on {@code next} from now on, and deletes the data of buckets that ended. One caller at a
   * time, with topologies that never go back.
   */
  private void adopt(Topology next) {
    Topology before = topology.get();
    if (before == null) {
      loseLeftovers(next);
    } else {
      lose(before, next);
    }
    expect(next);
    ports.store().expectWrites(Shares.partitions(next, self()));
    topology.set(next);
    if (before == null) {
      List<OutgoingRef> undelivered = outgoing.getAndSet(List.of());
      boolean isBlank = desk.isBlank();
      shards.forEach(shard -> shard.loop().complete(() -> open(shard, undelivered, isBlank)));
      Barrier.across(ports.loops(), () -> open = true);
    } else if (before.epoch() != next.epoch()) {
      shards.forEach(shard -> shard.loop().complete(shard::adopt));
    }
    transfers.follow(next);
    watches.follow(next);
    BucketNews.between(before == null ? NO_BUCKETS : before.buckets(), next.buckets())
        .forEach(ports.observer()::onCatalogue);
    for (BucketName name : next.buckets().entries().keySet()) {
      Optional<BucketId> ended = next.buckets().lastEnded(name);
      boolean known = before != null && ended.equals(before.buckets().lastEnded(name));
      ended.filter(bucket -> !known).ifPresent(this::forget);
    }
  }

  /**
   * What an earlier life of this node held and it no longer owns is to be deleted like what it
   * loses, unless it is getting that just now.
   */
  private void loseLeftovers(Topology next) {
    TreeSet<Share> leftovers = new TreeSet<>();
    for (PartitionId partition : held.getAndSet(new TreeSet<>())) {
      for (int replicas : Shares.buckets(next.buckets()).keySet()) {
        Share share = new Share(partition, replicas);
        if (!tenures.isSince(share, next.epoch()) && !Shares.isOwned(next, share, self())) {
          leftovers.add(share);
        }
      }
    }
    tenures.lose(leftovers);
  }

  /**
   * Notes since when this node gets what it is to get, before anything is stored there: what is
   * acknowledged from then on must outlive a restart.
   */
  private void expect(Topology next) {
    for (Share share : awaited(next)) {
      if (!tenures.isSince(share, next.epoch())) {
        TransferId id = new TransferId(next.epoch(), share.partition(), share.replicas());
        boolean isHeld = Shares.isOwned(next, share, self());
        Bookmark start = Bookmark.start(id, isHeld ? tenures.since(share) : next.epoch());
        tenures.note(start);
        ports.store().saveBookmark(start, new DropEnd(ports.observer()));
      }
    }
  }

  /** Also what nobody has to hand over, since its buckets came to be in the transition. */
  private SortedSet<Share> awaited(Topology next) {
    TreeSet<Share> awaited = new TreeSet<>();
    if (next.transition().isPresent()) {
      awaited.addAll(Shares.of(next, self()));
      awaited.removeIf(share -> Shares.isOwned(next, share, self()));
    }
    for (Transfer transfer : next.transition().map(Transition::outstanding).orElse(NOTHING)) {
      if (transfer.target().equals(self())) {
        awaited.add(new Share(transfer.partition(), transfer.replicas()));
      }
    }
    return awaited;
  }

  /** From now on nothing is stored in what this node lost, until that was cleared. */
  private void lose(Topology before, Topology next) {
    SortedSet<Share> lost = Shares.lost(before, next, self());
    lost.removeIf(share -> tenures.isSince(share, next.epoch()));
    tenures.lose(lost);
  }

  /** As of now, and not of the last tick: what was filed since would be lost with this node. */
  private void ifOwesNothing(Runnable then) {
    if (open) {
      AtomicInteger missing = new AtomicInteger(shards.size());
      for (Shard shard : shards) {
        shard
            .loop()
            .complete(
                () -> {
                  if (shard.owesNothing() && missing.decrementAndGet() == 0) {
                    then.run();
                  }
                });
      }
    }
  }

  private void open(Shard shard, List<OutgoingRef> undelivered, boolean isBlank) {
    shard.recover(undelivered.stream().filter(ref -> shardOf(ref.partition()) == shard).toList());
    shard.start(
        IntStream.range(0, current().ring().partitions())
            .mapToObj(PartitionId::new)
            .filter(partition -> shardOf(partition) == shard)
            .toList(),
        isBlank);
  }

  /**
   * Whether this node has a vote in all that it owns; not while it gets back what a lost disk held.
   * Any thread.
   */
  public boolean isFilled() {
    return open && shards.stream().allMatch(shard -> shard.view().unfilled() == 0);
  }

  /** Every loop knows of the end before the data goes, so that none adds to it afterwards. */
  private void forget(BucketId bucket) {
    Barrier.across(
        ports.loops(), () -> ports.store().dropBucket(bucket, new DropEnd(ports.observer())));
  }

  public NodeId self() {
    return config.self();
  }

  /** The groups that replicate logs, with a replica on this node or elsewhere. */
  public Groups groups() {
    return groups;
  }

  /**
   * Whether {@code peer} was heard of lately, and not found dead or stopped since; always so of
   * this node itself.
   */
  public boolean isReachable(NodeId peer) {
    return reach.covers(peer);
  }

  /** Carries out one operation; {@code done} is called exactly once, on a loop or at once. */
  public void write(WriteRequest request, long timeoutMillis, Consumer<WriteOutcome> done) {
    if (!isServing()) {
      done.accept(new WriteOutcome.Overloaded());
      return;
    }
    Shard shard = shardOf(request.entry());
    if (!shard.loop().offer(() -> shard.write(request, timeoutMillis, done))) {
      done.accept(new WriteOutcome.Overloaded());
    }
  }

  /** Reads one key; {@code done} is called exactly once, on a loop or at once. */
  public void read(ReadRequest request, long timeoutMillis, Consumer<ReadOutcome> done) {
    if (!isServing()) {
      done.accept(new ReadOutcome.Overloaded());
      return;
    }
    Shard shard = shardOf(request.entry());
    if (!shard.loop().offer(() -> shard.read(request, timeoutMillis, done))) {
      done.accept(new ReadOutcome.Overloaded());
    }
  }

  /**
   * Reads a page of the keys of a convergent bucket; {@code done} is called exactly once, on a loop
   * or at once. The loops take turns.
   */
  public void scan(ReplicaScan request, long timeoutMillis, Consumer<ScanOutcome> done) {
    if (!isServing()) {
      done.accept(new ScanOutcome.Overloaded());
      return;
    }
    Shard shard = shards.get(Math.floorMod(scansBegun.getAndIncrement(), shards.size()));
    if (!shard.loop().offer(() -> shard.scan(request, timeoutMillis, done))) {
      done.accept(new ScanOutcome.Overloaded());
    }
  }

  /** The buckets as this node knows them now; none until it is in a cluster. */
  public BucketCatalogue catalogue() {
    return topology().map(Topology::buckets).orElse(NO_BUCKETS);
  }

  /** Creates a bucket; {@code done} is called exactly once. */
  public void createBucket(
      BucketName name, BucketSpec spec, long timeoutMillis, Consumer<CatalogueOutcome> done) {
    changes.create(name, spec, timeoutMillis, done);
  }

  /**
   * Changes what may change of a bucket; {@code done} is called exactly once.
   *
   * @param from what it was; when it is another by now it stays as it is, and {@code done} is told
   */
  public void changeBucket(
      BucketName name,
      BucketSpec spec,
      BucketSpec from,
      long timeoutMillis,
      Consumer<CatalogueOutcome> done) {
    changes.change(name, spec, from, timeoutMillis, done);
  }

  /** Milliseconds since 1970 as this node judges by when something ends. Any thread. */
  public long agreedMillis() {
    return clock.millis();
  }

  /** Drops a bucket with its data on all members; {@code done} is called exactly once. */
  public void dropBucket(BucketName name, long timeoutMillis, Consumer<CatalogueOutcome> done) {
    changes.drop(name, timeoutMillis, done);
  }

  /** Changes who owns partitions; {@code done} is called exactly once. */
  public void changeMembership(
      TopologyCommand command, long timeoutMillis, Consumer<MembershipOutcome> done) {
    changes.change(command, timeoutMillis, done);
  }

  /**
   * Calls {@code then} once, when this node knows all changes of the topology that were
   * acknowledged before the call, or when the time is up.
   */
  public void refreshTopology(long timeoutMillis, Runnable then) {
    changes.refresh(timeoutMillis, then);
  }

  /** Whether something stored here is damaged that only another start can begin anew. */
  public boolean mustRestart() {
    return desk.mustRestart();
  }

  /** What is outstanding of the ownership that changes now, with what this node knows of it. */
  public List<TransferView> transfers() {
    return transfers.views();
  }

  /**
   * Compares all partitions with all their other replicas at once, as fast as limits allow.
   *
   * @return how many comparisons that takes; 0 while the node is in no cluster
   */
  public int compareAll() {
    if (!open) {
      return 0;
    }
    shards.forEach(shard -> shard.loop().complete(shard::compareAll));
    int partitions = current().ring().partitions();
    return pairings
        .pairings(IntStream.range(0, partitions).mapToObj(PartitionId::new).toList())
        .size();
  }

  /** How far the replicas here are from equal to others. Any thread. */
  public RepairView repair() {
    return shards.stream().map(Shard::view).reduce(RepairView.NOTHING, RepairView::and);
  }

  /** What keeps the remains of deleted keys here. Any thread. */
  public BurialView burials() {
    return shards.stream().map(Shard::buried).reduce(BurialView.NOTHING, BurialView::and);
  }

  /**
   * What this node shows of all that it holds.
   *
   * @param done called exactly once
   */
  public void digests(long timeoutMillis, Consumer<SurveyOutcome> done) {
    if (open) {
      survey.begin(timeoutMillis, done);
    } else {
      done.accept(new SurveyOutcome.Busy());
    }
  }

  /**
   * Begins to watch a bucket that converges.
   *
   * @param from where to go on; empty for now
   * @param done called exactly once, on a loop, unless this returns false
   * @return false when the node is too busy
   */
  public boolean watch(CatalogueEntry bucket, Optional<Position> from, Consumer<ChangeWatch> done) {
    return watches.open(bucket, from, done);
  }

  /** What this node holds, for who keeps a copy of it elsewhere. */
  public BackupDesk backups() {
    return backups;
  }

  /** How many buckets are followed for watchers of this node. Any thread. */
  public int watchedBuckets() {
    return watches.feeds();
  }

  /** Calls {@code done} once every loop has come round to it; a stuck loop never does. */
  public void probe(Runnable done) {
    Barrier.across(ports.loops(), done);
  }

  /** Others work in a later epoch: this node asks for what it has not heard of. */
  private void catchUp(long epoch) {
    if (epoch > current().epoch() && catchingUp.compareAndSet(false, true)) {
      changes.refresh(CATCH_UP_MILLIS, () -> catchingUp.set(false));
    }
  }

  private Shard shardOf(EntryKey entry) {
    return shardOf(
        current().ring().partitionOf(entry.bucket().name().value(), entry.key().value()));
  }

  private Shard shardOf(PartitionId partition) {
    return shards.get(partition.number() % shards.size());
  }

  private boolean isVoteless(PartitionId partition) {
    return shardOf(partition).isVoteless(partition);
  }

  private Shard shardOf(long token) {
    return shards.get(Tokens.shardOf(token, shards.size()));
  }

  /** What transfers need of the shards and of the topology's group. */
  private final class Hands implements TransferDesk.Surroundings {
    /** What waits here is in memory already, as the pages of the transfers. */
    @Override
    public void absorb(
        PartitionId partition, EntryKey entry, Slice slice, long epoch, Consumer<Boolean> done) {
      Shard shard = shardOf(partition);
      shard.loop().complete(() -> shard.absorb(partition, entry, slice, epoch, done));
    }

    @Override
    public void whenSettled(Runnable then) {
      AtomicInteger missing = new AtomicInteger(shards.size());
      Runnable one =
          () -> {
            if (missing.decrementAndGet() == 0) {
              then.run();
            }
          };
      shards.forEach(shard -> shard.loop().complete(() -> shard.whenSettled(one)));
    }

    @Override
    public boolean isFilled() {
      return Engine.this.isFilled();
    }

    @Override
    public void propose(TopologyCommand command, long timeoutMillis, Runnable done) {
      changes.submitOwn(command, timeoutMillis, outcome -> done.run());
    }
  }

  /**
   * Sorts what arrives by shard. What a full loop cannot take is dropped, as if it had been lost.
   */
  private final class Inbox implements Transport.Receiver {
    @Override
    public void onMessage(NodeId from, PeerMessage message) {
      switch (message) {
        case PeerMessage.OfReplica(
                ReplicaMessage content,
                long epoch,
                long agreedMillis,
                long asOf) -> {
          clock.heard(from, agreedMillis);
          graves.heard(asOf);
          if (isServing()) {
            catchUp(epoch);
            Shard shard = shardFor(content);
            shard.loop().offer(() -> shard.receive(from, content, epoch, asOf));
          }
        }
        case PeerMessage.OfRepair(RepairMessage content, long asOf) -> {
          graves.heard(asOf);
          if (isServing()) {
            Shard shard = shardFor(content);
            shard.loop().offer(() -> shard.receive(from, content, asOf));
          }
        }
        case PeerMessage.OfBurial(BurialMessage content) -> {
          if (isServing()) {
            Shard shard = shardOf(content.partition());
            shard.loop().offer(() -> shard.receive(from, content));
          }
        }
        case PeerMessage.OfGroup(GroupMessage content, long agreedMillis) -> {
          clock.heard(from, agreedMillis);
          groups.receive(from, content);
        }
        case PeerMessage.OfWatch(WatchMessage content) -> {
          if (isServing()) {
            watches.receive(from, content);
          }
        }
        case PeerMessage.OfFounding(FoundingMessage content) -> desk.receive(from, content);
        case PeerMessage.OfHandoff(HandoffMessage content) -> {
          if (isServing()) {
            transfers.receive(from, content);
          }
        }
      }
    }

    private Shard shardFor(ReplicaMessage message) {
      return switch (message) {
        case ReplicaMessage.Replicate replicate -> shardOf(replicate.entry());
        case ReplicaMessage.Fetch fetch -> shardOf(fetch.entry());
        case ReplicaMessage.ForwardWrite forward -> shardOf(forward.request().entry());
        case ReplicaMessage.FetchPage fetch -> shardOf(fetch.token());
        case ReplicaMessage.PageFetched answer -> shardOf(answer.token());
        case ReplicaMessage.Replicated answer -> shardOf(answer.token());
        case ReplicaMessage.NotReplicated answer -> shardOf(answer.token());
        case ReplicaMessage.Fetched answer -> shardOf(answer.token());
        case ReplicaMessage.NotFetched answer -> shardOf(answer.token());
        case ReplicaMessage.WriteAnswered answer -> shardOf(answer.token());
        case ReplicaMessage.Outdated answer -> shardOf(answer.token());
        case ReplicaMessage.NotForwarded answer -> shardOf(answer.token());
      };
    }

    private Shard shardFor(RepairMessage message) {
      return switch (message) {
        case RepairMessage.Ask ask -> shardOf(ask.partition());
        case RepairMessage.Tell tell -> shardOf(tell.token());
      };
    }

    @Override
    public void onUnreachable(NodeId peer) {
      shards.forEach(shard -> shard.loop().complete(() -> shard.peerLost(peer)));
      groups.peerLost(peer);
      transfers.peerLost(peer);
      watches.peerLost(peer);
    }
  }
}
