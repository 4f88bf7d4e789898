package io.kvasir.core.topology;

import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.MembershipChange;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.consensus.Role;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Brings the members of a group to where the topology wants them, one step at a time: asked by the
 * node that leads the group, again and again, until there is nothing left to do. Pure.
 *
 * <p>First go the replicas of lives that ended, since they count in the majority and cannot vote;
 * then newcomers learn, and vote once they have nearly all; then those leave who are wanted
 * elsewhere, when enough others vote and a majority of those can be reached.
 */
public final class Steward {
  /** A learner that lacks at most that many entries can be promoted. */
  public static final long LAG = 1000;

  /** What a leader is to do next. */
  public sealed interface Step {
    record Change(MembershipChange change) implements Step {}

    /** Hand leadership over; another one removes this replica then. */
    record Transfer(ReplicaId to) implements Step {}

    /** Tell the topology that the group has a leader. */
    record Announce(GroupId group) implements Step {}
  }

  private final Topology topology;
  private final RaftStatus status;
  private final Membership present;
  private final Predicate<NodeId> reachable;
  private final SortedSet<NodeId> voters;
  private final SortedSet<NodeId> holders;

  private Steward(
      Topology topology,
      RaftStatus status,
      Predicate<NodeId> reachable,
      SortedSet<NodeId> voters,
      SortedSet<NodeId> holders) {
    this.topology = topology;
    this.status = status;
    this.present = status.membership();
    this.reachable = node -> node.equals(status.self().node()) || reachable.test(node);
    this.voters = voters;
    this.holders = holders;
  }

  /**
   * The next step for a group; empty when it is as it should be, must wait, or is not led here.
   *
   * @param reachable who answers; this node always does
   */
  public static Optional<Step> next(
      Topology topology, GroupId group, RaftStatus status, Predicate<NodeId> reachable) {
    boolean free =
        status.role() == Role.LEADER
            && status.confirmed()
            && status.membershipIndex() <= status.commit();
    if (!free) {
      return Optional.empty();
    }
    if (group.equals(GroupId.TOPOLOGY)) {
      SortedSet<NodeId> electors = electors(topology, status, reachable);
      TreeSet<NodeId> all = new TreeSet<>(topology.members().keySet());
      return new Steward(topology, status, reachable, electors, all).step();
    }
    Placement placement = topology.groups().get(group);
    return placement == null
        ? Optional.empty()
        : next(topology, group, placement, status, reachable);
  }

  private static Optional<Step> next(
      Topology topology,
      GroupId group,
      Placement placement,
      RaftStatus status,
      Predicate<NodeId> reachable) {
    SortedSet<NodeId> wanted = placement.wanted();
    return placement.begun()
        ? new Steward(topology, status, reachable, wanted, wanted).step()
        : Optional.of(new Step.Announce(group));
  }

  /**
   * Who of those that stay is to vote on the topology: the leader, then those who vote already and
   * can be reached, then others that vote, then who can be reached; within these by id.
   */
  private static SortedSet<NodeId> electors(
      Topology topology, RaftStatus status, Predicate<NodeId> reachable) {
    SortedSet<NodeId> staying = topology.staying();
    TreeSet<NodeId> electors = new TreeSet<>();
    Stream.<Predicate<Member>>of(
            member -> member.replica().equals(status.self()),
            member -> votes(status, member) && reachable.test(member.id()),
            member -> votes(status, member),
            member -> reachable.test(member.id()),
            member -> true)
        .flatMap(rank -> topology.members().values().stream().filter(rank))
        .map(Member::id)
        .filter(node -> staying.contains(node))
        .distinct()
        .limit(Electorate.size(staying.size()))
        .forEach(electors::add);
    return electors;
  }

  private static boolean votes(RaftStatus status, Member member) {
    return status.membership().isVoter(member.replica());
  }

  private Optional<Step> step() {
    return removeEnded()
        .or(this::removeLearner)
        .or(this::addLearner)
        .or(this::promote)
        .or(this::removeVoter)
        .or(this::handOver);
  }

  /**
   * Learners first: they count for nothing, and their going needs no care. A voter only when most
   * of the rest answer: what this node takes for a life that ended may be the present one, if it
   * has not heard of the latest topology.
   */
  private Optional<Step> removeEnded() {
    return Stream.concat(present.learners().stream(), present.voters().stream())
        .filter(this::isEnded)
        .filter(replica -> !present.isVoter(replica) || hasMajorityWithout(replica))
        .findFirst()
        .flatMap(this::remove);
  }

  /** Its node is a member in another life, so this one never comes back; unless it asks here. */
  private boolean isEnded(ReplicaId replica) {
    return topology.members().containsKey(replica.node())
        && !topology.isMember(replica)
        && !replica.equals(status.self());
  }

  private Optional<Step> removeLearner() {
    return present.learners().stream()
        .filter(learner -> !holders.contains(learner.node()))
        .findFirst()
        .flatMap(this::remove);
  }

  private Optional<Step> addLearner() {
    return holders.stream()
        .flatMap(node -> Stream.ofNullable(topology.members().get(node)))
        .map(Member::replica)
        .filter(replica -> !present.contains(replica))
        .findFirst()
        .flatMap(replica -> change(new MembershipChange.AddLearner(replica)));
  }

  private Optional<Step> promote() {
    return present.learners().stream()
        .filter(learner -> voters.contains(learner.node()))
        .filter(learner -> isNear(learner) && reachable.test(learner.node()))
        .findFirst()
        .flatMap(learner -> change(new MembershipChange.Promote(learner)));
  }

  private boolean isNear(ReplicaId replica) {
    return status.matched().getOrDefault(replica, 0L) >= status.lastIndex() - LAG;
  }

  /**
   * Who is to be removed or does not answer goes before who only votes no more: a voter that lives
   * is given up when the rest can do without it, and not when one of them may be gone as well.
   */
  private Optional<Step> removeVoter() {
    return present.voters().stream()
        .filter(voter -> !voters.contains(voter.node()) && !voter.equals(status.self()))
        .sorted(
            Comparator.<ReplicaId, Boolean>comparing(
                    voter -> topology.staying().contains(voter.node()))
                .thenComparing(this::answers))
        .filter(this::isDispensable)
        .findFirst()
        .flatMap(this::remove);
  }

  /** Enough vote without it, and most of them can be reached. */
  private boolean isDispensable(ReplicaId voter) {
    return present.voters().size() > voters.size() && hasMajorityWithout(voter);
  }

  private boolean hasMajorityWithout(ReplicaId voter) {
    TreeSet<ReplicaId> rest = new TreeSet<>(present.voters());
    rest.remove(voter);
    long answering = rest.stream().filter(other -> !isEnded(other) && answers(other)).count();
    return answering >= Membership.ofVoters(rest).majority();
  }

  /**
   * Whether it is there as what it was: its node can be reached, and it has all that is committed.
   * A node that came back without its disk can be reached, too, and is nobody here until its new
   * life is admitted.
   */
  private boolean answers(ReplicaId replica) {
    return replica.equals(status.self())
        || (reachable.test(replica.node()) && matched(replica) >= status.commit());
  }

  private Optional<Step> handOver() {
    boolean leaves =
        !voters.contains(status.self().node())
            && present.isVoter(status.self())
            && isDispensable(status.self());
    return leaves ? heir().map(Step.Transfer::new) : Optional.empty();
  }

  private Optional<ReplicaId> heir() {
    return present.voters().stream()
        .filter(voter -> voters.contains(voter.node()) && answers(voter))
        .max((a, b) -> Long.compare(matched(a), matched(b)));
  }

  private long matched(ReplicaId replica) {
    return status.matched().getOrDefault(replica, 0L);
  }

  private Optional<Step> remove(ReplicaId replica) {
    return change(new MembershipChange.Remove(replica));
  }

  /** Nothing, rather than what makes no sense. */
  private Optional<Step> change(MembershipChange change) {
    return present.after(change).map(sensible -> new Step.Change(change));
  }
}
