package io.kvasir.edge.wire;

/** Why bytes are not a datagram for this node. */
public enum Misfit {
  /** They do not begin as one. */
  FOREIGN,
  /** Of a version that this node does not know. */
  OTHER_VERSION,
  /** Altered on their way. */
  DAMAGED,
  /** Of another cluster, or this node is in none. */
  OTHER_CLUSTER,
  /** Whole, and yet not what they should be. */
  MALFORMED
}
