package io.kvasir.edge.wire;

import io.kvasir.core.node.NodeId;

/**
 * Who speaks to whom, and how far each has heard the other.
 *
 * @param cluster the name of the sender's cluster
 * @param session the life of the sender's process, higher than its former ones unless its clock
 *     stepped back; not 0
 * @param toSession the receiver's session as the sender last heard it; 0 when it did not, or lost
 *     it
 * @param sequence ascends from 1 within a session; 0 for an envelope without messages, which is not
 *     acknowledged
 * @param acked the highest sequence that came from {@code toSession}; 0 for none
 * @param clusterId the cluster that the sender is in, or helps to found; 0 for none
 * @param bus {@code host:port} of the sender's bus, while it has not heard the receiver; else empty
 */
public record EnvelopeHeader(
    String cluster,
    NodeId from,
    long session,
    long toSession,
    long sequence,
    long acked,
    long clusterId,
    String bus) {
  public EnvelopeHeader {
    if (session == 0) {
      throw new IllegalArgumentException("a session is not 0");
    }
    if (sequence < 0 || acked < 0) {
      throw new IllegalArgumentException("negative sequence");
    }
  }
}
