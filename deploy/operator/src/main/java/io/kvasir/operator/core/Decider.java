package io.kvasir.operator.core;

import java.util.Comparator;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Decides what is done next with a cluster. The first of the rules that has something to say does:
 *
 * <ol>
 *   <li>what is missing is made, and a pod for every member there is
 *   <li>pods of which nothing answers come back from the present template
 *   <li>the cluster is founded, once
 *   <li>without a majority nothing more is done
 *   <li>leaves come to their end, or are taken back when the node is to stay
 *   <li>the last node leaves, and its pod goes when the store says that it is no member
 *   <li>what is left of nodes that are no members goes, or is reported
 *   <li>pods of another template are restarted one by one, those that lead last
 *   <li>the next node comes when all others are well and nothing moves
 * </ol>
 */
public final class Decider {
  private final Situation now;
  private final Gate gate;

  private Decider(Situation now) {
    this.now = now;
    this.gate = new Gate(now);
  }

  public static Step next(Observed seen) {
    Decider decider = new Decider(new Situation(seen));
    return Stream.<Function<Decider, Optional<Step>>>of(
            Decider::create,
            Decider::cover,
            Decider::retemplate,
            Decider::replaceDown,
            Decider::found,
            Decider::lackQuorum,
            Decider::endLeaves,
            Decider::shrink,
            Decider::dismissRemoved,
            Decider::clearVolumes,
            Decider::roll,
            Decider::grow)
        .flatMap(rule -> rule.apply(decider).stream())
        .findFirst()
        .orElseGet(Step.Settled::new);
  }

  private Optional<Step> create() {
    if (now.seen.set().isEmpty()) {
      return Optional.of(new Step.CreateSet(now.seen.founding().founders()));
    }
    return now.seen.set().get().owned()
        ? Optional.empty()
        : Optional.of(
            new Step.Blocked(
                Reason.NotOwned, "a stateful set of this name is there and not of this cluster"));
  }

  /** Members own data, and founders wait for each other: they get their pods back. */
  private Optional<Step> cover() {
    SortedSet<Integer> members = now.membership.members();
    FoundingState founding = now.seen.founding();
    int needed =
        Math.max(
            members.isEmpty() ? 0 : members.last() + 1, founding.done() ? 0 : founding.founders());
    return needed > now.replicas()
        ? Optional.of(new Step.SetReplicas(now.replicas(), needed))
        : Optional.empty();
  }

  private Optional<Step> retemplate() {
    boolean differs =
        now.seen
            .set()
            .filter(set -> !set.template().equals(now.seen.desired().template()))
            .isPresent();
    return differs ? Optional.of(new Step.UpdateTemplate()) : Optional.empty();
  }

  /** One that fails to start, say, with an image that does not exist. */
  private Optional<Step> replaceDown() {
    return now.outdated().stream().filter(now::isDown).findFirst().map(this::restart);
  }

  private Step restart(int ordinal) {
    PodState pod = now.pod(ordinal).orElseThrow();
    return new Step.RestartPod(ordinal, pod.uid(), pod.version());
  }

  private Optional<Step> found() {
    if (now.seen.founding().done()) {
      return Optional.empty();
    }
    int founders = now.seen.founding().founders();
    for (int ordinal = 0; ordinal < founders; ordinal++) {
      if (now.view(ordinal).filter(NodeView::joined).isEmpty()) {
        return Optional.of(
            new Step.Wait(
                Reason.Founding,
                "node %d is not in a cluster yet: all %d founders must be up at once"
                    .formatted(ordinal, founders)));
      }
    }
    return Optional.of(new Step.CloseFounding());
  }

  private Optional<Step> lackQuorum() {
    if (!now.isQuorumLost()) {
      return Optional.empty();
    }
    return Optional.of(
        new Step.Blocked(Reason.QuorumLost, Quorum.describe(now.membership) + Quorum.ADVICE));
  }

  private Optional<Step> endLeaves() {
    SortedSet<Integer> leaving = now.membership.leaving();
    SortedSet<Integer> wanted = leaving.headSet(now.desired());
    if (!wanted.isEmpty()) {
      return Optional.of(keep(wanted.first()));
    }
    return leaving.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Step.Wait(
                Reason.Leaving,
                "node %d gives away what it holds: %d partitions owned, %d transfers outstanding"
                    .formatted(
                        leaving.last(),
                        now.membership.partitions(leaving.last()),
                        now.membership.outstanding())));
  }

  /** The store takes a leave back as long as the node is a member. */
  private Step keep(int ordinal) {
    return now.view(ordinal).filter(NodeView::counts).isPresent()
        ? new Step.Join(ordinal)
        : new Step.Wait(
            Reason.LeaveCancelled, "node %d is to stay and does not answer".formatted(ordinal));
  }

  private Optional<Step> shrink() {
    int last = now.replicas() - 1;
    if (now.desired() > last) {
      return Optional.empty();
    }
    return Optional.of(
        gate.pods()
            .orElseGet(
                () -> now.membership.isMember(last) ? drain(last) : letGo(last, now.replicas())));
  }

  private Step drain(int last) {
    Optional<Step> obstacle = gate.allWellExcept(last);
    if (obstacle.isPresent()) {
      return obstacle.get();
    }
    if (now.view(last).filter(NodeView::counts).isPresent()) {
      return new Step.Leave(last);
    }
    if (now.membership.knowsItIsRemoved(last)) {
      return notHeardYet(last);
    }
    return now.pod(last).filter(PodState::ready).isPresent()
        ? new Step.Wait(Reason.NotReady, "node %d is to leave and does not answer".formatted(last))
        : new Step.Blocked(
            Reason.DrainBlocked,
            ("node %d does not answer, so it cannot give away what it holds: bring it back, or, if"
                    + " its data is lost for good, have it removed by POST /admin/remove")
                .formatted(last));
  }

  private Step letGo(int last, int replicas) {
    return now.membership.isGone(last)
        ? new Step.SetReplicas(replicas, last)
        : new Step.Wait(
            Reason.MembershipUnknown,
            "not all members answer, so that node %d is no member is not certain".formatted(last));
  }

  /** A node that came back with the volume of one that was let go serves nothing. */
  private Optional<Step> dismissRemoved() {
    for (int ordinal = 0; ordinal < now.replicas(); ordinal++) {
      if (now.membership.knowsItIsRemoved(ordinal)) {
        return Optional.of(dismiss(ordinal));
      }
    }
    return Optional.empty();
  }

  private Step dismiss(int ordinal) {
    int last = now.replicas() - 1;
    boolean mayGo = ordinal == last && now.seen.desired().volumes().replaces();
    if (mayGo) {
      return now.membership.isGone(ordinal)
          ? new Step.SetReplicas(now.replicas(), last)
          : notHeardYet(ordinal);
    }
    return new Step.Blocked(
        Reason.RemovedMember,
        ("node %d has the volume of a member that was removed, and serves nothing: delete its"
                + " claim and its pod, and it joins with an empty one")
            .formatted(ordinal));
  }

  private static Step notHeardYet(int ordinal) {
    return new Step.Wait(
        Reason.MembershipUnknown,
        "node %d knows that it was let go; not all others do yet".formatted(ordinal));
  }

  private Optional<Step> clearVolumes() {
    return new Leftovers(now).next();
  }

  private Optional<Step> roll() {
    Optional<Integer> marked = now.marked();
    if (marked.isPresent()) {
      return gate.allWell().or(() -> marked.map(this::restart));
    }
    if (now.seen.set().filter(set -> set.revision().isEmpty()).isPresent()) {
      return Optional.of(
          new Step.Wait(Reason.TemplateNotObserved, "the set's controller has not seen it yet"));
    }
    SortedSet<Integer> outdated = now.outdated();
    if (outdated.isEmpty()) {
      return Optional.empty();
    }
    return gate.allWell().or(() -> outdated.stream().min(byLeadership()).map(this::mark));
  }

  private Step mark(int ordinal) {
    return new Step.MarkRestart(ordinal, now.pod(ordinal).orElseThrow().uid());
  }

  /** Those that lead least first, of equals the highest ordinal; who leads the topology last. */
  private Comparator<Integer> byLeadership() {
    return Comparator.<Integer, Boolean>comparing(
            ordinal -> now.view(ordinal).filter(NodeView::leadsTopology).isPresent())
        .thenComparing(ordinal -> now.view(ordinal).map(NodeView::leads).orElse(0))
        .thenComparing(Comparator.reverseOrder());
  }

  private Optional<Step> grow() {
    Optional<Step> obstacle = gate.allWell();
    if (obstacle.isPresent()) {
      return obstacle;
    }
    for (int ordinal = 0; ordinal < now.replicas(); ordinal++) {
      if (now.membership.partitions(ordinal) == 0) {
        return Optional.of(new Step.Join(ordinal));
      }
    }
    return now.replicas() < now.desired()
        ? Optional.of(new Step.SetReplicas(now.replicas(), now.replicas() + 1))
        : Optional.empty();
  }
}
