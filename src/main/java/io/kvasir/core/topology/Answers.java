package io.kvasir.core.topology;

import io.kvasir.core.consensus.Membership;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.core.topology.FoundingMessage.HelloAnswered;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What others said of themselves lately, each to the latest question it answered. What was asked
 * before the node came to its present standing does not count.
 */
final class Answers {
  /** Answers to questions before so many others are forgotten. */
  private static final long RECENT = 5;

  private final TreeMap<NodeId, HelloAnswered> latest = new TreeMap<>();
  private long token;

  /** The first question whose answers count. */
  private long since;

  /**
   * @param token the number before that of the first question
   */
  Answers(long token) {
    this.token = token;
    this.since = token + 1;
  }

  /** From now on only answers count that are to questions yet to be asked. */
  void startAnew() {
    since = token + 1;
    latest.clear();
  }

  /** The number of the next question. */
  long ask() {
    token++;
    latest.values().removeIf(answer -> answer.token() < token - RECENT);
    return token;
  }

  void hear(NodeId from, HelloAnswered answer) {
    HelloAnswered known = latest.get(from);
    boolean counts =
        answer.token() >= since
            && answer.token() <= token
            && (known == null || known.token() <= answer.token());
    if (counts) {
      latest.put(from, answer);
    }
  }

  /** How many partitions the clusters of these have, as they say; 0 where they do not. */
  SortedMap<NodeId, Integer> partitions(Set<NodeId> peers) {
    TreeMap<NodeId, Integer> partitions = new TreeMap<>();
    latest.forEach(
        (peer, answer) -> {
          if (peers.contains(peer)) {
            partitions.put(peer, answer.partitions());
          }
        });
    return partitions;
  }

  SortedSet<NodeId> silent(SortedSet<NodeId> peers) {
    TreeSet<NodeId> silent = new TreeSet<>(peers);
    silent.removeAll(latest.keySet());
    return silent;
  }

  /** All of {@code peers}, when each of them is in no cluster and would found this one. */
  Optional<SortedMap<NodeId, Member>> founders(SortedSet<NodeId> peers, long fingerprint) {
    TreeMap<NodeId, Member> founders = new TreeMap<>();
    latest.forEach(
        (peer, answer) -> {
          if (answer.clusterId() == 0 && answer.fingerprint() == fingerprint) {
            founders.put(peer, answer.self());
          }
        });
    founders.keySet().retainAll(peers);
    return founders.keySet().equals(peers) ? Optional.of(founders) : Optional.empty();
  }

  /** Those who are in a cluster, with its id. */
  SortedMap<NodeId, Long> settled() {
    TreeMap<NodeId, Long> settled = new TreeMap<>();
    latest.forEach(
        (peer, answer) -> {
          if (answer.settled()) {
            settled.put(peer, answer.clusterId());
          }
        });
    return settled;
  }

  /** Whether so many voters of a founding are gone, or elsewhere, that it never has a majority. */
  boolean rulesOut(Topology initial) {
    Membership membership = initial.foundingMembership();
    List<ReplicaId> possible =
        membership.voters().stream().filter(voter -> canJoin(voter, initial)).toList();
    return possible.size() < membership.majority();
  }

  private boolean canJoin(ReplicaId voter, Topology initial) {
    HelloAnswered answer = latest.get(voter.node());
    return answer == null
        || (answer.self().life() == voter.life()
            && (answer.clusterId() == 0 || answer.clusterId() == initial.clusterId()));
  }
}
