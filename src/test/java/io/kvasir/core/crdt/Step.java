package io.kvasir.core.crdt;

import java.util.List;

/** One step of a history among a few replicas. Indexes are taken modulo what there is. */
public sealed interface Step {
  /**
   * The replica carries out an operation; its wall clock reads {@code wallMillis}.
   *
   * @param glimpse of whom the client has seen what: of the states so far one, or none if negative
   */
  record Write(int replica, Operation operation, long wallMillis, int glimpse) implements Step {
    public Write(int replica, Operation operation, long wallMillis) {
      this(replica, operation, wallMillis, -1);
    }

    /** The operation as the client asks for it that saw one of {@code states}. */
    public Operation by(List<Crdt> states) {
      return glimpse < 0 ? operation : Glimpse.of(states.get(glimpse % states.size()), operation);
    }
  }

  /** The replica joins one of the deltas made so far. */
  record Deliver(int delta, int to) implements Step {}

  /** One replica joins the whole state of another. */
  record Sync(int from, int to) implements Step {}
}
