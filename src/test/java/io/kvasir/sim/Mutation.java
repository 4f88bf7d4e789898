package io.kvasir.sim;

import io.kvasir.core.replication.WriteOutcome;
import io.kvasir.engine.Engine;
import io.kvasir.engine.port.PartitionStore;
import io.kvasir.engine.port.Transport;

/** A bug put in on purpose, to see that the simulation catches it. */
enum Mutation {
  /** The real thing. */
  NONE,
  /** The store acknowledges before it has synced. */
  ACK_BEFORE_DURABLE,
  /** The store lets readers see what is not durable. */
  DIRTY_READ,
  /** The store answers some loads of an existing key with nothing. */
  FORGETFUL_READ,
  /** The store swaps two commits of a key now and then. */
  SWAPPED_COMMITS,
  /** The store does not file outgoing deltas. */
  UNFILED_DELTA,
  /** The store never finds that rows and digests do not fit. */
  BLIND_CHECK,
  /** The transport acknowledges deltas in the name of peers that never got them. */
  FORGED_ACK,
  /** Nobody says that a delta met a newer write. */
  UNTOLD_NEWER,
  /** A forwarded write is forwarded once more, as a new one. */
  FORWARDED_TWICE,
  /** A machine whose disk was lost keeps its actor, and its vote in what it no longer knows. */
  LOST_DISK_UNNOTICED,
  /** Writes whose outcome nobody knows are reported as not applied. */
  UNKNOWN_MEANS_NO,
  /** Keys are dropped though one replica was not asked. */
  BURIED_UNASKED,
  /** Keys are dropped while deltas of them are still owed to somebody. */
  BURIED_WHILE_OWING,
  /** Deltas of dropped keys stay filed, to be sent again after a restart. */
  BURIED_UNTRIMMED,
  /** What has ended is reclaimed though nobody was asked if it was given more time. */
  RECLAIMED_UNASKED;

  /** Whether what {@code workload} does can bring the bug out. */
  boolean isTemptedBy(Workload workload) {
    return this != UNTOLD_NEWER || workload instanceof RegisterWorkload;
  }

  /** {@code ports} as this mutation has them. */
  Engine.Ports of(Engine.Ports ports, Life life) {
    PartitionStore store = ports.store();
    Transport transport = ports.transport();
    return switch (this) {
      case NONE, LOST_DISK_UNNOTICED, UNKNOWN_MEANS_NO -> ports;
      case ACK_BEFORE_DURABLE -> with(ports, new MutantStores.EagerStore(store, life));
      case DIRTY_READ -> with(ports, new MutantStores.DirtyStore(store, life));
      case FORGETFUL_READ -> with(ports, new MutantStores.ForgetfulStore(store));
      case SWAPPED_COMMITS -> with(ports, new MutantStores.SwappingStore(store, life));
      case UNFILED_DELTA -> with(ports, new MutantStores.UnfilingStore(store));
      case BLIND_CHECK -> with(ports, new MutantStores.BlindStore(store));
      case FORGED_ACK -> with(ports, new MutantTransports.ForgingTransport(transport, life));
      case UNTOLD_NEWER -> with(ports, new MutantTransports.DiscreetTransport(transport));
      case BURIED_UNASKED -> with(ports, new MutantBurials.Presuming(transport, life));
      case BURIED_WHILE_OWING -> with(ports, new MutantBurials.Hasty(transport));
      case BURIED_UNTRIMMED -> with(ports, new MutantBurials.Hoarding(store));
      case RECLAIMED_UNASKED ->
          with(ports, new MutantTransports.UnaskingTransport(transport, life));
      case FORWARDED_TWICE -> with(ports, new MutantTransports.RepeatingTransport(transport));
    };
  }

  private static Engine.Ports with(Engine.Ports ports, PartitionStore store) {
    return new Engine.Ports(
        ports.loops(),
        ports.timers(),
        ports.transport(),
        ports.liveness(),
        store,
        ports.groupStore(),
        ports.standingStore(),
        ports.observer());
  }

  private static Engine.Ports with(Engine.Ports ports, Transport transport) {
    return new Engine.Ports(
        ports.loops(),
        ports.timers(),
        transport,
        ports.liveness(),
        ports.store(),
        ports.groupStore(),
        ports.standingStore(),
        ports.observer());
  }

  /** What a client is told under this mutation. */
  WriteOutcome retold(WriteOutcome outcome) {
    return this == UNKNOWN_MEANS_NO
            && outcome instanceof WriteOutcome.Indeterminate(int acked, int needed)
        ? new WriteOutcome.QuorumUnavailable(acked, needed, false)
        : outcome;
  }
}
