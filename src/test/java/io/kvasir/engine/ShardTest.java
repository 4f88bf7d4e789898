package io.kvasir.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvasir.contract.Founded;
import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.burial.Burials;
import io.kvasir.core.crdt.LwwRegister;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.node.Actor;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.HybridTimestamp;
import io.kvasir.core.topology.Ordinance;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.TopologyCommand;
import io.kvasir.engine.loop.Tokens;
import io.kvasir.engine.port.PeerMessage;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ShardTest {
  private static final NodeId SELF = new NodeId("n1");
  private static final NodeId PEER = new NodeId("n2");
  private static final Topology FOUNDED = Founded.cluster(8, List.of(SELF, PEER, new NodeId("n3")));
  private static final EntryKey ENTRY =
      new EntryKey(new BucketId(new BucketName("__default_lww__"), 0), new Key("k"));

  private final Parts parts = new Parts();
  private final AtomicReference<Topology> topology = new AtomicReference<>(FOUNDED);
  private final Engine.Ports ports = parts.ports();
  private final Graves graves = new Graves();
  private final Shard shard =
      new Shard(
          EngineConfig.of(SELF),
          new Tokens(1, 0, 1),
          new Tenures(new Actor(1)),
          graves,
          1,
          ports.loops().getFirst(),
          ports,
          topology::get,
          new AgreedClock(ports.timers()),
          bucket -> {},
          partition -> false,
          new Random(1));

  @Test
  void answersWhatItReadInTheEpochItWasAskedIn() throws ReflectiveOperationException {
    shard.receive(PEER, new ReplicaMessage.Fetch(7, ENTRY), FOUNDED.epoch(), 0);

    assertThat(answers()).containsExactly(new ReplicaMessage.Fetched(7, Optional.empty()));
  }

  /** By then it may have given the key away, and what it read is that its copy was deleted. */
  @Test
  void doesNotAnswerWhatItReadAcrossEpochs() throws ReflectiveOperationException {
    parts.hold();
    shard.receive(PEER, new ReplicaMessage.Fetch(7, ENTRY), FOUNDED.epoch(), 0);
    topology.set(Ordinance.apply(FOUNDED, new TopologyCommand.Leave(SELF)).topology());
    shard.adopt();
    parts.release();

    assertThat(answers()).containsExactly(new ReplicaMessage.Outdated(7));
  }

  /** Who wrote it may have come with an empty disk since; a third may remember what was dropped. */
  @Test
  void whatLiesBelowWhatWasDroppedIsToBeWrittenAboveIt() {
    HybridTimestamp floor = new HybridTimestamp(9, 0);
    PartitionId partition = FOUNDED.ring().partitionOf("__default_lww__", "k");
    graves.note(Burials.none(partition, 3).above(floor));

    replicate(7, 8);
    replicate(8, 10);

    assertThat(answers())
        .containsExactly(
            new ReplicaMessage.Replicated(7, Optional.of(floor), true),
            new ReplicaMessage.Replicated(8, Optional.empty(), true));
  }

  private void replicate(long token, long millis) {
    LwwRegister written =
        new LwwRegister(new HybridTimestamp(millis, 0), new Actor(5), Optional.of(Value.text("v")));
    shard.receive(
        PEER, new ReplicaMessage.Replicate(token, ENTRY, Slice.whole(written)), FOUNDED.epoch(), 0);
  }

  private List<ReplicaMessage> answers() {
    return parts.sent().stream()
        .map(Parts.Sent::message)
        .map(message -> ((PeerMessage.OfReplica) message).message())
        .toList();
  }
}
