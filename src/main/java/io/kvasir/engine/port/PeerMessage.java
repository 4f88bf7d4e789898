package io.kvasir.engine.port;

import io.kvasir.core.replication.ReplicaMessage;
import io.kvasir.core.topology.CatalogueMessage;

/** All that travels between nodes. */
public sealed interface PeerMessage {
  /** Of the data path. */
  record OfReplica(ReplicaMessage message) implements PeerMessage {}

  /** Of the bucket catalogue. */
  record OfCatalogue(CatalogueMessage message) implements PeerMessage {}

  /** Of the groups that replicate logs. */
  record OfGroup(GroupMessage message) implements PeerMessage {}
}
