package io.kvasir.core.crdt;

/** One step of a history among a few replicas. Indexes are taken modulo what there is. */
public sealed interface Step {
  /** The replica carries out an operation; its wall clock reads {@code wallMillis}. */
  record Write(int replica, Operation operation, long wallMillis) implements Step {}

  /** The replica joins one of the deltas made so far. */
  record Deliver(int delta, int to) implements Step {}

  /** One replica joins the whole state of another. */
  record Sync(int from, int to) implements Step {}
}
