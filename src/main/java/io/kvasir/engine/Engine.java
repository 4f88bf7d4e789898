package io.kvasir.engine;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReadOutcome;
import io.kvasir.core.replication.ReadRequest;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.core.replication.WriteRequest;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.ring.Ring;
import io.kvasir.core.topology.BucketCatalogue;
import io.kvasir.core.topology.CatalogueOutcome;
import io.kvasir.engine.loop.Barrier;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.CatalogueStore;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.Observer;
import io.kvasir.engine.port.PartitionStore;
import io.kvasir.engine.port.PartitionStore.OutgoingRef;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.Timers;
import io.kvasir.engine.port.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One node's protocols, running. Partitions are dealt out to shards, each on a loop of its own; all
 * that concerns a key happens on its shard. All methods may be called from any thread and never
 * block.
 */
public final class Engine {
  /** The world an engine lives in. One shard per loop. */
  public record Ports(
      List<Loop> loops,
      Timers timers,
      Transport transport,
      PartitionStore store,
      CatalogueStore catalogueStore,
      Observer observer) {
    public Ports {
      loops = List.copyOf(loops);
    }
  }

  private final EngineConfig config;
  private final Ports ports;
  private final List<Shard> shards = new ArrayList<>();
  private final CatalogueDesk catalogueDesk;

  /**
   * @param actor who mints dots here; never used by two running engines
   * @param random for tokens that do not recur in the next life of the process
   */
  public Engine(EngineConfig config, Actor actor, RandomGenerator random, Ports ports) {
    this.config = config;
    this.ports = ports;
    this.catalogueDesk =
        new CatalogueDesk(config, ports.loops().getFirst(), ports, random.nextLong() >>> 8);
    for (int index = 0; index < ports.loops().size(); index++) {
      shards.add(
          new Shard(
              config,
              new Tokens(random.nextLong(), index, ports.loops().size()),
              actor,
              ports.loops().get(index),
              ports,
              catalogueDesk::catalogue));
    }
  }

  /** Recovers what the store holds and starts delivery. Blocks for the store; called once. */
  public void start() {
    catalogueDesk.recover();
    List<OutgoingRef> outgoing = ports.store().outgoing();
    for (Shard shard : shards) {
      shard.recover(outgoing.stream().filter(ref -> shardOf(ref.partition()) == shard).toList());
    }
    ports.transport().listen(new Inbox());
    shards.forEach(Shard::start);
    catalogueDesk.start();
  }

  public Ring ring() {
    return config.ring();
  }

  public NodeId self() {
    return config.self();
  }

  /** Whether {@code peer} was heard of lately; always so of this node itself. */
  public boolean isReachable(NodeId peer) {
    return peer.equals(config.self()) || ports.transport().isReachable(peer);
  }

  /** Carries out one operation; {@code done} is called exactly once, on a loop or at once. */
  public void write(WriteRequest request, long timeoutMillis, Consumer<WriteOutcome> done) {
    Shard shard = shardOf(request.entry());
    if (!shard.loop().offer(() -> shard.write(request, timeoutMillis, done))) {
      done.accept(new WriteOutcome.Overloaded());
    }
  }

  /** Reads one key; {@code done} is called exactly once, on a loop or at once. */
  public void read(ReadRequest request, long timeoutMillis, Consumer<ReadOutcome> done) {
    Shard shard = shardOf(request.entry());
    if (!shard.loop().offer(() -> shard.read(request, timeoutMillis, done))) {
      done.accept(new ReadOutcome.Overloaded());
    }
  }

  /** The buckets as this node knows them now. */
  public BucketCatalogue catalogue() {
    return catalogueDesk.catalogue();
  }

  /** Creates a bucket on all members; {@code done} is called exactly once. */
  public void createBucket(
      BucketName name, BucketSpec spec, long timeoutMillis, Consumer<CatalogueOutcome> done) {
    catalogueDesk.create(name, spec, timeoutMillis, done);
  }

  /** Drops a bucket with its data on all members; {@code done} is called exactly once. */
  public void dropBucket(BucketName name, long timeoutMillis, Consumer<CatalogueOutcome> done) {
    catalogueDesk.drop(name, timeoutMillis, done);
  }

  /** Calls {@code done} once every loop has come round to it; a stuck loop never does. */
  public void probe(Runnable done) {
    Barrier.across(ports.loops(), done);
  }

  private Shard shardOf(EntryKey entry) {
    return shardOf(config.ring().partitionOf(entry.bucket().name().value(), entry.key().value()));
  }

  private Shard shardOf(PartitionId partition) {
    return shards.get(partition.number() % shards.size());
  }

  private Shard shardOf(long token) {
    return shards.get(Tokens.shardOf(token, shards.size()));
  }

  /**
   * Sorts what arrives by shard. What a full loop cannot take is dropped, as if it had been lost.
   */
  private final class Inbox implements Transport.Receiver {
    @Override
    public void onMessage(NodeId from, PeerMessage message) {
      switch (message) {
        case PeerMessage.OfReplica(ReplicaMessage content) -> {
          Shard shard = shardFor(content);
          shard.loop().offer(() -> shard.receive(from, content));
        }
        case PeerMessage.OfGroup group -> {}
        case PeerMessage.OfCatalogue catalogue -> catalogueDesk.receive(from, catalogue.message());
      }
    }

    private Shard shardFor(ReplicaMessage message) {
      return switch (message) {
        case ReplicaMessage.Replicate replicate -> shardOf(replicate.entry());
        case ReplicaMessage.Fetch fetch -> shardOf(fetch.entry());
        case ReplicaMessage.ForwardWrite forward -> shardOf(forward.request().entry());
        case ReplicaMessage.Replicated answer -> shardOf(answer.token());
        case ReplicaMessage.NotReplicated answer -> shardOf(answer.token());
        case ReplicaMessage.Fetched answer -> shardOf(answer.token());
        case ReplicaMessage.NotFetched answer -> shardOf(answer.token());
        case ReplicaMessage.WriteAnswered answer -> shardOf(answer.token());
      };
    }

    @Override
    public void onUnreachable(NodeId peer) {
      shards.forEach(shard -> shard.loop().complete(() -> shard.peerLost(peer)));
      catalogueDesk.peerLost(peer);
    }
  }
}
