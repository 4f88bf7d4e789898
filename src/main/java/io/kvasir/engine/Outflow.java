package io.kvasir.engine;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.handoff.HandoffMessage;
import io.kvasir.core.handoff.HandoffObservation;
import io.kvasir.core.handoff.Outlet;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.Tick;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.StorageFault;

/** Runs the outlet of a node over its store. On one loop. */
final class Outflow {
  /** How many requests wait for those that are served. */
  private static final int WAITING = 64;

  private final Engine.Ports ports;
  private final Loop loop;
  private final Outlet outlet;
  private long epoch;

  Outflow(HandoffConfig config, Engine.Ports ports, Loop loop) {
    this.ports = ports;
    this.loop = loop;
    this.outlet =
        new Outlet(
            new Outlet.Config(config.bytesPerSecond(), config.atOnce(), WAITING),
            ports.timers().now());
  }

  /** What is served from now on; nothing of before is under way. */
  void ready(Topology topology) {
    epoch = topology.epoch();
    refresh(topology);
  }

  /** The same epoch, maybe with other buckets. */
  void refresh(Topology topology) {
    if (topology.epoch() == epoch) {
      on(new Outlet.Event.Ready(epoch, Shares.buckets(topology.buckets())));
    }
  }

  void ask(NodeId from, HandoffMessage.Request request) {
    on(new Outlet.Event.Asked(from, request, now()));
  }

  /** It is not served yet. */
  void putOff(NodeId from, HandoffMessage.Request request) {
    send(from, new HandoffMessage.NotServed(request.token(), HandoffMessage.Reason.TOO_EARLY));
  }

  void tick() {
    on(new Outlet.Event.Ticked(now()));
  }

  private Tick now() {
    return ports.timers().now();
  }

  private void on(Outlet.Event event) {
    outlet.on(event).forEach(this::carryOut);
  }

  private void carryOut(Outlet.Effect effect) {
    switch (effect) {
      case Outlet.Effect.ReadPage(long id, var partition, var buckets, var after, int limit) ->
          ports
              .store()
              .read(
                  partition,
                  buckets,
                  after,
                  limit,
                  read(id, excerpt -> new Outlet.Event.PageRead(id, excerpt, now())));
      case Outlet.Effect.Load(long id, var partition, EntryKey entry, Scope scope) ->
          ports
              .store()
              .load(
                  partition,
                  entry,
                  scope,
                  read(
                      id,
                      slice ->
                          new Outlet.Event.Loaded(
                              id, slice.map(each -> each.restrict(scope)), now())));
      case Outlet.Effect.Send(NodeId to, HandoffMessage message) -> send(to, message);
      case Outlet.Effect.Observed(HandoffObservation observation) ->
          ports.observer().onHandoff(observation);
    }
  }

  /** A page that finds no room is asked for again, and sooner when its target knows of it. */
  private void send(NodeId to, HandoffMessage message) {
    if (!ports.transport().send(to, new PeerMessage.OfHandoff(message))) {
      var refusal = new HandoffMessage.NotServed(message.token(), HandoffMessage.Reason.BUSY);
      boolean _ = ports.transport().send(to, new PeerMessage.OfHandoff(refusal));
    }
  }

  private interface Found<T> {
    Outlet.Event as(T value);
  }

  private <T> Completion<T> read(long id, Found<T> found) {
    return new Completion<>() {
      @Override
      public void succeed(T value) {
        loop.complete(() -> on(found.as(value)));
      }

      @Override
      public void fail(StorageFault fault) {
        loop.complete(() -> on(new Outlet.Event.ReadFailed(id, now())));
      }
    };
  }
}
