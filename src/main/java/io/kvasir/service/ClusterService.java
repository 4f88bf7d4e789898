package io.kvasir.service;

import io.kvasir.core.node.Incarnation;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.Ring;
import io.kvasir.core.time.Tick;
import io.kvasir.core.topology.Member;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.Engine;
import io.kvasir.engine.TransferView;
import io.kvasir.engine.port.Liveness;
import io.kvasir.engine.port.Timers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** What an operator asks one node about itself and its cluster. */
public final class ClusterService {
  /**
   * What stays the same while a node runs.
   *
   * @param storage "rocksdb" or "memory"
   */
  public record Identity(NodeId self, String cluster, String storage, String version) {}

  private final Identity identity;
  private final Engine engine;
  private final Timers timers;
  private final Tick started;

  public ClusterService(Identity identity, Engine engine, Timers timers) {
    this.identity = identity;
    this.engine = engine;
    this.timers = timers;
    this.started = timers.now();
  }

  public Identity identity() {
    return identity;
  }

  public ClusterStatus status() {
    return new ClusterStatus(
        identity.self(),
        identity.cluster(),
        owners().size(),
        new TreeSet<>(owners()).size(),
        members(),
        identity.storage(),
        identity.version(),
        started.millisUntil(timers.now()));
  }

  /** Whether this node was a member and is none any more. */
  public boolean isRemoved() {
    return engine.isRemoved();
  }

  /** All members, by id; none until this node is in a cluster. */
  public List<ClusterStatus.Member> members() {
    return engine
        .topology()
        .map(now -> now.members().values().stream().map(each -> member(now.ring(), each)).toList())
        .orElseGet(List::of);
  }

  /** The owner of each partition, by its number; none until this node is in a cluster. */
  public List<NodeId> owners() {
    return engine.topology().map(Topology::ring).map(Ring::owners).orElseGet(List::of);
  }

  private static String word(Liveness.Sight sight) {
    return sight.state().name().toLowerCase(Locale.ROOT);
  }

  /** What is outstanding of the ownership that changes now; empty when none does. */
  public List<TransferView> transfers() {
    return engine.transfers();
  }

  private ClusterStatus.Member member(Ring ring, Member member) {
    boolean self = member.id().equals(identity.self());
    Optional<Liveness.Sight> sight = engine.sightOf(member.id());
    return new ClusterStatus.Member(
        member.id(),
        member.bus(),
        self,
        engine.isReachable(member.id()),
        ring.partitionsOf(member.id()).size(),
        sight.map(ClusterService::word).orElse(self ? "alive" : "unknown"),
        sight.map(Liveness.Sight::incarnation).map(Incarnation::number).orElse(0L));
  }
}
