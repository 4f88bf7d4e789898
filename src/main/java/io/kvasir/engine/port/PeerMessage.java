package io.kvasir.engine.port;

import io.kvasir.core.burial.BurialMessage;
import io.kvasir.core.gossip.RepairMessage;
import io.kvasir.core.handoff.HandoffMessage;
import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.core.topology.FoundingMessage;
import io.kvasir.core.watch.WatchMessage;

/** All that travels between nodes. */
public sealed interface PeerMessage {
  /**
   * Of the data path.
   *
   * @param epoch of the topology that the sender works on
   * @param agreedMillis what the sender takes for the time, since 1970; 0 when it does not say
   * @param clock the reading of the burial clock that the sender knew; of what carries a state when
   *     that was read, or before
   */
  record OfReplica(ReplicaMessage message, long epoch, long agreedMillis, long clock)
      implements PeerMessage {}

  /**
   * Of how replicas become equal.
   *
   * @param clock as in {@link OfReplica}
   */
  record OfRepair(RepairMessage message, long clock) implements PeerMessage {}

  /** Of how what remains of deleted keys goes. */
  record OfBurial(BurialMessage message) implements PeerMessage {}

  /** Of how nodes come into a cluster. */
  record OfFounding(FoundingMessage message) implements PeerMessage {}

  /**
   * Of the groups that replicate logs.
   *
   * @param agreedMillis what the sender takes for the time, since 1970; 0 when it does not say
   */
  record OfGroup(GroupMessage message, long agreedMillis) implements PeerMessage {}

  /** Of streams of changes. */
  record OfWatch(WatchMessage message) implements PeerMessage {}

  /** Of partitions that change hands. */
  record OfHandoff(HandoffMessage message) implements PeerMessage {}
}
