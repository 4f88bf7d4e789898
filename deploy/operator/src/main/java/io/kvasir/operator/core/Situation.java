package io.kvasir.operator.core;

import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What follows at once from what was seen. */
final class Situation {
  final Observed seen;
  final Membership membership;

  Situation(Observed seen) {
    this.seen = seen;
    this.membership = Membership.of(seen);
  }

  int desired() {
    return seen.desired().replicas();
  }

  int replicas() {
    return seen.replicas();
  }

  Optional<NodeView> view(int ordinal) {
    return Optional.ofNullable(seen.views().get(ordinal));
  }

  Optional<PodState> pod(int ordinal) {
    return Optional.ofNullable(seen.pods().get(ordinal));
  }

  /** Whether a node serves, by the word of the kubelet, of itself, and of the members. */
  boolean isWell(int ordinal) {
    boolean runs = pod(ordinal).filter(pod -> pod.ready() && !pod.terminating()).isPresent();
    boolean serves = view(ordinal).filter(view -> view.counts() && view.ready()).isPresent();
    return runs && serves && membership.isMember(ordinal);
  }

  /** The nodes that ought to serve and do not; nobody misses one that was removed. */
  SortedSet<Integer> unwell() {
    TreeSet<Integer> unwell = new TreeSet<>();
    for (int ordinal = 0; ordinal < replicas(); ordinal++) {
      if (!isWell(ordinal) && !membership.knowsItIsRemoved(ordinal)) {
        unwell.add(ordinal);
      }
    }
    return unwell;
  }

  /** Whether nothing of a node answers: to stop it takes nothing from anybody. */
  boolean isDown(int ordinal) {
    return pod(ordinal).filter(pod -> !pod.ready()).isPresent()
        && view(ordinal).isEmpty()
        && !membership.isReachable(ordinal);
  }

  /** Pods that the stateful set is not to have any more and that are not gone yet. */
  SortedSet<Integer> surplusPods() {
    return seen.pods().tailMap(replicas()).isEmpty()
        ? new TreeSet<>()
        : new TreeSet<>(seen.pods().tailMap(replicas()).keySet());
  }

  /** Pods that were made from another template than the present one. */
  SortedSet<Integer> outdated() {
    TreeSet<Integer> outdated = new TreeSet<>();
    String revision = seen.set().map(SetState::revision).orElse("");
    seen.pods()
        .forEach(
            (ordinal, pod) -> {
              if (!revision.isEmpty() && !pod.revision().equals(revision) && !pod.terminating()) {
                outdated.add(ordinal);
              }
            });
    return outdated;
  }

  /** The pod that some operator was about to restart, if it is still there. */
  Optional<Integer> marked() {
    String uid = seen.set().map(SetState::restarting).orElse("");
    return seen.pods().entrySet().stream()
        .filter(entry -> entry.getValue().uid().equals(uid) && !entry.getValue().terminating())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  boolean isQuorumLost() {
    return seen.founding().done() && membership.hasLostQuorum();
  }
}
