package io.kvasir.core.topology;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;

/**
 * A node of the cluster, and how it is reached.
 *
 * @param life of its logs; another one after they were lost or damaged
 * @param bus {@code host:port} of its event bus
 * @param http where clients find it, as a URL
 * @param zone what may fail as a whole with the node in it; empty when nothing is known
 */
public record Member(NodeId id, long life, String bus, String http, String zone) {
  private static final int MAX_TEXT = 512;

  public Member {
    if (bus.isBlank()) {
      throw new IllegalArgumentException("member " + id + " has no address");
    }
    if (bus.length() > MAX_TEXT || http.length() > MAX_TEXT || zone.length() > MAX_TEXT) {
      throw new IllegalArgumentException("member " + id + " has an endless address or zone");
    }
  }

  /** What it is in every group that it is in. */
  public ReplicaId replica() {
    return new ReplicaId(id, life);
  }
}
