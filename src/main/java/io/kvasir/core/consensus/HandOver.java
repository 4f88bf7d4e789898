package io.kvasir.core.consensus;

import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.core.time.Tick;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Decides whom a node that is about to stop gives the groups to that it leads: each to the voter in
 * reach whose log is longest, and to the next one when that does not take it in time. What nobody
 * can take, since no majority is in reach, is given to nobody; nor is what came back a few times,
 * since who took it is about to stop, too. Single owner, deterministic.
 */
public final class HandOver {
  /** Asks a voter to lead. */
  public record Offer(GroupId group, ReplicaId to) {}

  /**
   * What the node sees.
   *
   * @param groups those that it has a replica of that runs
   * @param reachable other nodes
   */
  public record Sight(
      Tick now, SortedMap<GroupId, RaftStatus> groups, SortedSet<NodeId> reachable) {}

  /** How often a group is given away that comes back. */
  private static final int RETURNS = 2;

  /** A group in one term, and who was asked to lead it. */
  private static final class Attempt {
    private final long term;
    private final int returns;
    private final TreeSet<ReplicaId> asked = new TreeSet<>();
    private Optional<ReplicaId> heir = Optional.empty();
    private Tick since;

    Attempt(long term, int returns, Tick now) {
      this.term = term;
      this.returns = returns;
      this.since = now;
    }
  }

  private final long patienceMillis;
  private final TreeMap<GroupId, Attempt> attempts = new TreeMap<>();
  private final TreeMap<NodeId, Integer> given = new TreeMap<>();
  private int awaited;
  private int kept;

  /**
   * @param patienceMillis how long a voter is waited for; longer than the time after which a leader
   *     takes a transfer for failed
   */
  public HandOver(long patienceMillis) {
    this.patienceMillis = patienceMillis;
  }

  /** Tells what to do next; to be asked again until it {@link #isOver}. */
  public List<Offer> on(Sight sight) {
    awaited = 0;
    kept = 0;
    List<Offer> offers = new ArrayList<>();
    sight
        .groups()
        .forEach(
            (group, status) -> {
              if (status.role() == Role.LEADER) {
                decide(sight, group, status).ifPresent(offers::add);
              }
            });
    return offers;
  }

  private Optional<Offer> decide(Sight sight, GroupId group, RaftStatus status) {
    Attempt attempt = attempts.get(group);
    if (attempt == null || attempt.term != status.term()) {
      int returns = attempt == null ? 0 : attempt.returns + 1;
      attempt = new Attempt(status.term(), returns, sight.now());
      attempts.put(group, attempt);
    }
    if (isAwaited(attempt, sight, status)) {
      awaited++;
      return Optional.empty();
    }
    Optional<ReplicaId> next = heir(attempt, sight, status);
    next.ifPresentOrElse(to -> awaited++, () -> kept++);
    attempt.heir = next;
    attempt.since = sight.now();
    attempt.asked.addAll(next.stream().toList());
    next.ifPresent(to -> given.merge(to.node(), 1, Integer::sum));
    return next.map(to -> new Offer(group, to));
  }

  private boolean isAwaited(Attempt attempt, Sight sight, RaftStatus status) {
    return attempt.heir.filter(heir -> mayLead(heir, sight, status)).isPresent()
        && attempt.since.millisUntil(sight.now()) < patienceMillis;
  }

  /** Of those as far as each other, who was given least. */
  private Optional<ReplicaId> heir(Attempt attempt, Sight sight, RaftStatus status) {
    if (attempt.returns > RETURNS) {
      return Optional.empty();
    }
    return status.membership().voters().stream()
        .filter(voter -> mayLead(voter, sight, status) && !attempt.asked.contains(voter))
        .min(
            Comparator.comparing(
                    (ReplicaId voter) -> status.matched().getOrDefault(voter, 0L),
                    Comparator.reverseOrder())
                .thenComparing(voter -> given.getOrDefault(voter.node(), 0))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static boolean mayLead(ReplicaId voter, Sight sight, RaftStatus status) {
    return !voter.equals(status.self())
        && status.membership().isVoter(voter)
        && sight.reachable().contains(voter.node())
        && hasMajority(sight, status);
  }

  /** With the node itself, which votes until it ends. */
  private static boolean hasMajority(Sight sight, RaftStatus status) {
    long votes =
        status.membership().voters().stream()
            .filter(
                voter -> voter.equals(status.self()) || sight.reachable().contains(voter.node()))
            .count();
    return votes >= status.membership().majority();
  }

  /** Whether nothing is led any more that anybody might still take, as last seen. */
  public boolean isOver() {
    return awaited == 0;
  }

  /** How many groups each node was asked to take. */
  public SortedMap<NodeId, Integer> given() {
    return Collections.unmodifiableSortedMap(given);
  }

  /** How many groups are led still and will not be taken, as last seen. */
  public int kept() {
    return kept;
  }
}
