package io.kvasir.operator.core;

/**
 * How far the founding is, as the cluster's configuration says.
 *
 * @param founders how many nodes found the cluster together; never changes
 * @param done whether it was seen founded: since then no node founds another one
 */
public record FoundingState(int founders, boolean done) {
  /** More than these do not vote on the topology anyway; the others join. */
  private static final int MOST_FOUNDERS = 5;

  /** Before anything exists. */
  public static FoundingState of(Desired desired) {
    return new FoundingState(Math.min(desired.replicas(), MOST_FOUNDERS), false);
  }
}
