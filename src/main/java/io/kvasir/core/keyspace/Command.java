package io.kvasir.core.keyspace;

/** What stands in a shard's log. */
public sealed interface Command permits Proposal, Lapse {
  /**
   * The clock of the leader that proposed it, milliseconds since 1970; may step in any direction.
   */
  long wallMillis();
}
