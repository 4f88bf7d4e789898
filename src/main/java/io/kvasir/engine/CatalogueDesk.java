package io.kvasir.engine;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.topology.BucketCatalogue;
import io.kvasir.core.topology.CatalogueKeeper;
import io.kvasir.core.topology.CatalogueKeeper.Effect;
import io.kvasir.core.topology.CatalogueKeeper.Event;
import io.kvasir.core.topology.CatalogueMessage;
import io.kvasir.core.topology.CatalogueObservation;
import io.kvasir.core.topology.CatalogueOutcome;
import io.kvasir.engine.loop.Barrier;
import io.kvasir.engine.loop.Deadlines;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.StorageFault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Runs the catalogue keeper: on one loop, readable from all threads. */
final class CatalogueDesk {
  /** Bucket changes under way at most; they are rare. */
  private static final int CHANGES = 256;

  private final EngineConfig config;
  private final Loop loop;
  private final Engine.Ports ports;
  private final Deadlines deadlines;
  private final Map<Long, Consumer<CatalogueOutcome>> waiting = new HashMap<>();
  private CatalogueKeeper keeper;
  private long lastId;
  private volatile BucketCatalogue catalogue = BucketCatalogue.initial();

  /**
   * @param firstId a random start for ids, positive
   */
  CatalogueDesk(EngineConfig config, Loop loop, Engine.Ports ports, long firstId) {
    this.config = config;
    this.loop = loop;
    this.ports = ports;
    this.lastId = firstId;
    this.deadlines = new Deadlines(ports.timers(), loop);
    this.keeper = new CatalogueKeeper(config.self(), config.ring().members(), catalogue);
  }

  /** As it is on the disk, so that nobody acts on what a crash could take back. */
  BucketCatalogue catalogue() {
    return catalogue;
  }

  /** Reads what was saved. Blocks; before {@link #start}. */
  void recover() {
    catalogue = ports.catalogueStore().loadCatalogue();
    keeper = new CatalogueKeeper(config.self(), config.ring().members(), catalogue);
  }

  /** Deletes what a crash kept from being deleted, then compares with the others for ever. */
  void start() {
    for (BucketName name : catalogue.entries().keySet()) {
      catalogue.lastEnded(name).ifPresent(this::forget);
    }
    scheduleTick();
  }

  private void scheduleTick() {
    ports
        .timers()
        .schedule(
            config.tickMillis(),
            () -> {
              loop.offer(() -> handle(new Event.Tick()));
              scheduleTick();
            });
  }

  void create(
      BucketName name, BucketSpec spec, long timeoutMillis, Consumer<CatalogueOutcome> done) {
    change(
        timeoutMillis,
        done,
        id -> new Event.Create(id, name, spec, ports.timers().wallMillis(), unreachableMembers()));
  }

  void drop(BucketName name, long timeoutMillis, Consumer<CatalogueOutcome> done) {
    change(timeoutMillis, done, id -> new Event.Drop(id, name, unreachableMembers()));
  }

  private interface Proposal {
    Event of(long id);
  }

  private void change(long timeoutMillis, Consumer<CatalogueOutcome> done, Proposal proposal) {
    if (!loop.offer(() -> begin(timeoutMillis, done, proposal))) {
      done.accept(overloaded());
    }
  }

  private void begin(long timeoutMillis, Consumer<CatalogueOutcome> done, Proposal proposal) {
    if (waiting.size() >= CHANGES) {
      done.accept(overloaded());
      return;
    }
    long id = ++lastId;
    waiting.put(id, done);
    deadlines.after(timeoutMillis, () -> handle(new Event.DeadlineExpired(id)));
    handle(proposal.of(id));
  }

  private CatalogueOutcome overloaded() {
    int needed = config.ring().members().size() / 2 + 1;
    return new CatalogueOutcome.QuorumUnavailable(0, needed, false);
  }

  void receive(NodeId from, CatalogueMessage message) {
    loop.offer(() -> handle(new Event.Received(from, message)));
  }

  void peerLost(NodeId peer) {
    loop.complete(() -> handle(new Event.PeerLost(peer)));
  }

  private SortedSet<NodeId> unreachableMembers() {
    return config.ring().members().stream()
        .filter(node -> !node.equals(config.self()) && !ports.transport().isReachable(node))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void handle(Event event) {
    List<Effect> effects = keeper.on(event);
    catalogue = keeper.durable();
    effects.forEach(this::carryOut);
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.Save(long version, BucketCatalogue next) ->
          ports.catalogueStore().saveCatalogue(next, onSaved(version));
      case Effect.Send(NodeId to, CatalogueMessage message) ->
          ports.transport().send(to, new PeerMessage.OfCatalogue(message));
      case Effect.Complete(long id, CatalogueOutcome outcome) -> complete(id, outcome);
      case Effect.Forget(BucketId bucket) -> forget(bucket);
      case Effect.Observed(CatalogueObservation observation) ->
          ports.observer().onCatalogue(observation);
    }
  }

  private void complete(long id, CatalogueOutcome outcome) {
    Consumer<CatalogueOutcome> done = waiting.remove(id);
    if (done != null) {
      done.accept(outcome);
    }
  }

  private Completion<Void> onSaved(long version) {
    return onLoop(new Event.Saved(version), new Event.SaveFailed(version));
  }

  /** Every loop knows of the drop before the data goes, so that none adds to it afterwards. */
  private void forget(BucketId bucket) {
    Barrier.across(ports.loops(), () -> dropData(bucket));
  }

  /** What is left of a bucket's data is invisible; the next start tries again. */
  private void dropData(BucketId bucket) {
    ports
        .store()
        .dropBucket(
            bucket,
            new Completion<>() {
              @Override
              public void succeed(Void nothing) {}

              @Override
              public void fail(StorageFault fault) {
                loop.complete(
                    () -> ports.observer().onCatalogue(new CatalogueObservation.SaveFailed()));
              }
            });
  }

  private Completion<Void> onLoop(Event success, Event failure) {
    return new Completion<>() {
      @Override
      public void succeed(Void nothing) {
        loop.complete(() -> handle(success));
      }

      @Override
      public void fail(StorageFault fault) {
        loop.complete(() -> handle(failure));
      }
    };
  }
}
