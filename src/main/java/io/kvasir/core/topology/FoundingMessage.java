package io.kvasir.core.topology;

/**
 * What nodes say to each other before they are in one cluster. May be lost, repeated, overtaken.
 */
public sealed interface FoundingMessage {
  /**
   * Who are you?
   *
   * @param token ascends with each question of one process
   * @param fingerprint of the asker's list of founders; 0 when it is none
   * @param clusterId as in the answer
   */
  record Hello(long token, Member asker, long fingerprint, long clusterId)
      implements FoundingMessage {}

  /**
   * This is who I am.
   *
   * @param token of the question
   * @param fingerprint of the list of founders; 0 when it is none
   * @param clusterId that it is in, is pledged to, or was in before its logs were lost; else 0
   * @param settled whether the cluster is known to exist
   * @param partitions of that cluster, or of one that it would found; 0 when it does not say so
   */
  record HelloAnswered(
      long token, Member self, long fingerprint, long clusterId, boolean settled, int partitions)
      implements FoundingMessage {}

  /**
   * Found this cluster with me.
   *
   * @param fingerprint of the list of founders
   */
  record Propose(Topology initial, long fingerprint) implements FoundingMessage {}

  /** Let me into your cluster, or note my new address or life. */
  record Join(long clusterId, Member asker) implements FoundingMessage {}

  /** Am I, in this life, still a member of this cluster? */
  record Renew(long clusterId, long life) implements FoundingMessage {}

  /**
   * Whether you were, in that version of the cluster's topology.
   *
   * @param life that was asked for
   */
  record Renewed(long clusterId, long version, long life, boolean isMember)
      implements FoundingMessage {}

  /** You are a member. */
  record Admitted(Topology topology) implements FoundingMessage {}
}
