package io.kvasir.edge.eventbus;

/** A message was addressed to a node that is not in the {@link ClusterTable}. */
public final class UnknownNodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownNodeException(String nodeId) {
    super("no such node: " + nodeId, null, false, false);
  }
}
