package io.kvasir.engine;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.handoff.Bookmark;
import io.kvasir.core.handoff.HandoffMessage;
import io.kvasir.core.handoff.HandoffObservation;
import io.kvasir.core.handoff.Intake;
import io.kvasir.core.handoff.TransferId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.TopologyCommand;
import io.kvasir.core.topology.Transfer;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.StorageFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Has shares change hands: takes what this node is to get, gives what others are to get, and
 * deletes what is no longer its own. On one loop; what it takes in is joined by the shards.
 */
final class TransferDesk {
  private static final long TICK_MILLIS = 100;
  private static final long PROPOSAL_MILLIS = 5_000;

  /** What it needs of the engine. */
  interface Surroundings {
    /**
     * Joins {@code slice} into what is stored; {@code done} is told, on any loop, whether that is
     * durable or not to be, or else must be tried again: so when the epoch is another one by now.
     */
    void absorb(
        PartitionId partition, EntryKey entry, Slice slice, long epoch, Consumer<Boolean> done);

    /** Calls {@code then} when all that the shards have under way now has ended. */
    void whenSettled(Runnable then);

    /** Whether what this node owns is there to be handed on. */
    boolean isFilled();

    /** Brings a change to the topology's group; {@code done} is called when that has ended. */
    void propose(TopologyCommand command, long timeoutMillis, Runnable done);
  }

  private final NodeId self;
  private final HandoffConfig config;
  private final Engine.Ports ports;
  private final Loop loop;
  private final Tenures tenures;
  private final Tokens tokens;
  private final RandomGenerator random;
  private final Surroundings engine;
  private final Outflow outflow;
  private final TreeMap<Transfer, Intake> intakes = new TreeMap<>();
  private final AtomicReference<List<TransferView>> views = new AtomicReference<>(List.of());
  private final TreeSet<Share> clearing = new TreeSet<>();
  private int deleted;
  private final AtomicBoolean tickDue = new AtomicBoolean();
  private @Nullable Topology topology;
  private boolean proposing;

  TransferDesk(
      EngineConfig config,
      Engine.Ports ports,
      Tenures tenures,
      Tokens tokens,
      RandomGenerator random,
      Surroundings engine) {
    this.self = config.self();
    this.config = config.handoff();
    this.ports = ports;
    this.loop = ports.loops().getFirst();
    this.tenures = tenures;
    this.tokens = tokens;
    this.random = random;
    this.engine = engine;
    this.outflow = new Outflow(config.handoff(), ports, loop);
  }

  /** Begins to keep time. Any thread; once. */
  void start() {
    ports
        .timers()
        .schedule(
            TICK_MILLIS,
            () -> {
              if (tickDue.compareAndSet(false, true)) {
                loop.complete(this::tick);
              }
              start();
            });
  }

  /** The outstanding transfers as of the last tick. Any thread. */
  List<TransferView> views() {
    return views.get();
  }

  /** The shards work on {@code next} from now on. Any thread. */
  void follow(Topology next) {
    loop.complete(() -> adopt(next));
  }

  /** Any thread. */
  void receive(NodeId from, HandoffMessage message) {
    loop.offer(
        () -> {
          if (message instanceof HandoffMessage.Request request) {
            serve(from, request);
          } else {
            List.copyOf(intakes.entrySet())
                .forEach(
                    each ->
                        on(
                            each.getKey(),
                            new Intake.Event.Answered(from, message, ports.timers().now())));
          }
        });
  }

  /** Who lost its disk has nothing to hand on until it got that back. */
  private void serve(NodeId from, HandoffMessage.Request request) {
    if (engine.isFilled()) {
      outflow.ask(from, request);
    } else {
      outflow.putOff(from, request);
    }
  }

  /** Any thread. */
  void peerLost(NodeId peer) {
    loop.complete(() -> toAll(new Intake.Event.SourceLost(peer, ports.timers().now())));
  }

  private void adopt(Topology next) {
    boolean isNewEpoch = topology == null || topology.epoch() != next.epoch();
    topology = next;
    intakes.entrySet().removeIf(each -> isOver(each.getKey(), each.getValue(), next));
    if (isNewEpoch) {
      engine.whenSettled(() -> loop.complete(() -> settled(next.epoch())));
    } else {
      outflow.refresh(next);
    }
    fill();
  }

  private boolean isOver(Transfer transfer, Intake intake, Topology next) {
    boolean over =
        intake.id().epoch() != next.epoch()
            || next.transition().filter(t -> t.outstanding().contains(transfer)).isEmpty();
    if (over && !intake.isComplete()) {
      observe(new HandoffObservation.TransferAborted(intake.id()));
    }
    return over;
  }

  /** What was let in before {@code epoch} was known has ended. */
  private void settled(long epoch) {
    Topology now = topology;
    if (now == null || now.epoch() != epoch) {
      return;
    }
    outflow.ready(now);
    for (Share share : tenures.uncleared()) {
      clear(share, now);
    }
    fill();
  }

  /**
   * Deletes what others own now. What this node owes them of it is filed apart, and stays until
   * they have it. Until the copy is gone nothing may be stored in its place: it would be joined
   * with what was read of the copy, and lack what it had in common with that.
   */
  private void clear(Share share, Topology now) {
    var buckets = Shares.buckets(now.buckets()).getOrDefault(share.replicas(), new TreeSet<>());
    if (buckets.isEmpty()) {
      tenures.cleared(share);
    } else if (clearing.add(share)) {
      ports.store().forget(share.partition(), buckets, new Clearing(share, buckets.size()));
    }
  }

  /** What a fault leaves of it is deleted with the next epoch, or by the next start. */
  private final class Clearing implements Completion<Void> {
    private final Share share;
    private final int buckets;

    Clearing(Share share, int buckets) {
      this.share = share;
      this.buckets = buckets;
    }

    @Override
    public void succeed(Void nothing) {
      loop.complete(
          () -> {
            tenures.cleared(share);
            deleted++;
            observe(new HandoffObservation.CopyDeleted(share.partition().number(), buckets));
            cleared(share);
            fill();
          });
    }

    @Override
    public void fail(StorageFault fault) {
      loop.complete(
          () -> {
            cleared(share);
            ports
                .observer()
                .onReplication(new ReplicationObservation.StorageFaulted(fault.reason()));
          });
    }
  }

  private void cleared(Share share) {
    clearing.remove(share);
    if (clearing.isEmpty() && deleted > 0) {
      observe(new HandoffObservation.CopiesDeleted(deleted));
      deleted = 0;
    }
  }

  /**
   * Begins as many of the outstanding transfers as may be under way at a time. A share of which the
   * last copy is to be deleted yet must wait: it counts as taken over when its transfer is done.
   */
  private void fill() {
    Topology now = topology;
    if (now == null || now.transition().isEmpty()) {
      return;
    }
    long busy = intakes.values().stream().filter(intake -> !intake.isComplete()).count();
    for (Transfer transfer : now.transition().get().outstanding()) {
      if (busy >= config.atOnce()) {
        return;
      }
      if (transfer.target().equals(self)
          && !intakes.containsKey(transfer)
          && !tenures.uncleared().contains(shareOf(transfer))) {
        TransferId id = new TransferId(now.epoch(), transfer.partition(), transfer.replicas());
        Optional<Bookmark> from = bookmark(id);
        from.ifPresent(start -> begin(transfer, start, now));
        busy += from.isPresent() ? 1 : 0;
      }
    }
  }

  /** Empty when the node knows of a later transition already, which comes here next. */
  private Optional<Bookmark> bookmark(TransferId id) {
    return tenures
        .bookmark(new Share(id.partition(), id.replicas()))
        .filter(each -> each.id().equals(id));
  }

  private static Share shareOf(Transfer transfer) {
    return new Share(transfer.partition(), transfer.replicas());
  }

  private void begin(Transfer transfer, Bookmark from, Topology now) {
    Intake intake =
        new Intake(
            from,
            List.copyOf(now.sources(transfer)),
            config.pageBytes(),
            tokens::next,
            random,
            ports.timers().now());
    intakes.put(transfer, intake);
    on(transfer, new Intake.Event.Began(ports.timers().now()));
  }

  private void tick() {
    tickDue.set(false);
    toAll(new Intake.Event.Ticked(ports.timers().now()));
    outflow.tick();
    fill();
    propose();
    show();
  }

  private void propose() {
    Topology now = topology;
    if (proposing || now == null || now.transition().isEmpty()) {
      return;
    }
    TreeSet<Transfer> done = new TreeSet<>();
    intakes.forEach(
        (transfer, intake) -> {
          if (intake.isComplete()) {
            done.add(transfer);
          }
        });
    if (!done.isEmpty()) {
      proposing = true;
      engine.propose(
          new TopologyCommand.TransferDone(done, now.epoch()),
          PROPOSAL_MILLIS,
          () -> loop.complete(() -> proposing = false));
    }
  }

  private void show() {
    Topology now = topology;
    if (now == null || now.transition().isEmpty()) {
      views.set(List.of());
      return;
    }
    List<TransferView> shown = new ArrayList<>();
    for (Transfer transfer : now.transition().get().outstanding()) {
      SortedSet<NodeId> sources = now.sources(transfer);
      Optional<Intake> intake = Optional.ofNullable(intakes.get(transfer));
      shown.add(new TransferView(transfer, sources, intake.map(Intake::progress)));
    }
    views.set(List.copyOf(shown));
  }

  private void toAll(Intake.Event event) {
    List.copyOf(intakes.keySet()).forEach(transfer -> on(transfer, event));
  }

  private void on(Transfer transfer, Intake.Event event) {
    Intake intake = intakes.get(transfer);
    if (intake != null) {
      intake.on(event).forEach(effect -> carryOut(transfer, intake, effect));
    }
  }

  private void carryOut(Transfer transfer, Intake intake, Intake.Effect effect) {
    switch (effect) {
      case Intake.Effect.Send(NodeId to, HandoffMessage.Request request) -> {
        if (!ports.transport().send(to, new PeerMessage.OfHandoff(request))) {
          on(transfer, new Intake.Event.SourceLost(to, ports.timers().now()));
        }
      }
      case Intake.Effect.Merge(long id, EntryKey entry, Slice slice) ->
          engine.absorb(
              transfer.partition(),
              entry,
              slice,
              intake.id().epoch(),
              ended ->
                  tell(
                      transfer,
                      intake,
                      () ->
                          ended
                              ? new Intake.Event.Merged(id, ports.timers().now())
                              : new Intake.Event.MergeFailed(id)));
      case Intake.Effect.ReadOwn(EntryKey entry, var after, int limitBytes) ->
          ports
              .store()
              .readPart(
                  transfer.partition(),
                  entry,
                  after,
                  limitBytes,
                  completion(
                      transfer,
                      intake,
                      piece -> new Intake.Event.OwnRead(piece, ports.timers().now()),
                      new Intake.Event.OwnReadFailed()));
      case Intake.Effect.SaveBookmark(Bookmark bookmark) -> {
        tenures.note(bookmark);
        ports
            .store()
            .saveBookmark(
                bookmark,
                completion(
                    transfer,
                    intake,
                    nothing -> new Intake.Event.Bookmarked(bookmark),
                    new Intake.Event.BookmarkFailed()));
      }
      case Intake.Effect.Complete() -> propose();
      case Intake.Effect.Observed(HandoffObservation observation) -> observe(observation);
    }
  }

  private interface Outcome {
    Intake.Event event();
  }

  /** Tells an intake, if it is still the one, what came of what it wanted. */
  private void tell(Transfer transfer, Intake intake, Outcome outcome) {
    loop.complete(
        () -> {
          if (intakes.get(transfer) == intake) {
            on(transfer, outcome.event());
          }
        });
  }

  private interface Found<T> {
    Intake.Event as(T value);
  }

  private <T> Completion<T> completion(
      Transfer transfer, Intake intake, Found<T> found, Intake.Event failed) {
    return new Completion<>() {
      @Override
      public void succeed(T value) {
        tell(transfer, intake, () -> found.as(value));
      }

      @Override
      public void fail(StorageFault fault) {
        tell(transfer, intake, () -> failed);
      }
    };
  }

  private void observe(HandoffObservation observation) {
    ports.observer().onHandoff(observation);
  }
}
