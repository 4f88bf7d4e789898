package io.kvasir.service;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.ring.Ring;
import io.kvasir.core.time.Tick;
import io.kvasir.engine.port.Timers;
import io.kvasir.engine.port.Transport;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** What an operator asks one node about itself and its cluster. */
public final class ClusterService {
  /**
   * What stays the same while a node runs.
   *
   * @param addresses host and port of each member's event bus
   * @param storage "rocksdb" or "memory"
   */
  public record Identity(
      NodeId self,
      String cluster,
      SortedMap<NodeId, String> addresses,
      String storage,
      String version) {}

  private final Identity identity;
  private final Ring ring;
  private final Transport transport;
  private final Timers timers;
  private final Tick started;

  public ClusterService(Identity identity, Ring ring, Transport transport, Timers timers) {
    this.identity = identity;
    this.ring = ring;
    this.transport = transport;
    this.timers = timers;
    this.started = timers.now();
  }

  public ClusterStatus status() {
    return new ClusterStatus(
        identity.self(),
        identity.cluster(),
        ring.partitions(),
        ring.members().size(),
        members(),
        identity.storage(),
        identity.version(),
        started.millisUntil(timers.now()));
  }

  /** All members, by id. */
  public List<ClusterStatus.Member> members() {
    return identity.addresses().entrySet().stream().map(this::member).toList();
  }

  /** Who owns which partition. */
  public Ring ring() {
    return ring;
  }

  private ClusterStatus.Member member(Map.Entry<NodeId, String> entry) {
    NodeId id = entry.getKey();
    boolean self = id.equals(identity.self());
    return new ClusterStatus.Member(
        id,
        entry.getValue(),
        self,
        self || transport.isReachable(id),
        ring.partitionsOf(id).size());
  }
}
