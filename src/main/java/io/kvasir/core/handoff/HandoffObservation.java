package io.kvasir.core.handoff;

import io.kvasir.core.node.NodeId;

/** What happened in a transfer. Telemetry turns each into one metric and one log event. */
public sealed interface HandoffObservation {
  /** This node begins to take over a part of a partition, or goes on after a restart. */
  record TransferBegan(TransferId transfer) implements HandoffObservation {}

  /** All of it is on this node's disk. */
  record TransferCompleted(TransferId transfer, long entries, long bytes)
      implements HandoffObservation {}

  /** The topology no longer wants it. */
  record TransferAborted(TransferId transfer) implements HandoffObservation {}

  /** A page was taken in and is on this node's disk. */
  record PageTaken(TransferId transfer, int pieces, long bytes) implements HandoffObservation {}

  /** A source did not serve a request; it is asked again after a while. */
  record SourceFailed(TransferId transfer, NodeId source, String reason)
      implements HandoffObservation {}

  /** This node read a page for {@code target}. */
  record PageServed(NodeId target, int pieces, long bytes) implements HandoffObservation {}

  /** The node deleted its copy of what it no longer owns. */
  record CopyDeleted(int partition, int buckets) implements HandoffObservation {}

  /** There is nothing left to delete for now; so many copies of partitions went since it began. */
  record CopiesDeleted(int copies) implements HandoffObservation {}
}
