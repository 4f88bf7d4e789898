package io.kvasir.core.node;

/**
 * One life of a node's log in a group. A node whose log was lost or damaged comes back as another
 * replica, since it no longer knows what it voted for and acknowledged.
 *
 * @param life 64 random bits, drawn when the log is begun; ordered as unsigned
 */
public record ReplicaId(NodeId node, long life) implements Comparable<ReplicaId> {
  @Override
  public int compareTo(ReplicaId other) {
    int byNode = node.compareTo(other.node);
    return byNode != 0 ? byNode : Long.compareUnsigned(life, other.life);
  }

  @Override
  public String toString() {
    return node + "#" + Long.toHexString(life);
  }
}
