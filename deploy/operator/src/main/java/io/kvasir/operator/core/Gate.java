package io.kvasir.operator.core;

import java.util.Optional;
import java.util.SortedSet;

/** What must hold before anything is taken from a cluster, or given to it. */
final class Gate {
  private final Situation now;

  Gate(Situation now) {
    this.now = now;
  }

  /** What is in the way while pods that are to go are still there. */
  Optional<Step> pods() {
    SortedSet<Integer> surplus = now.surplusPods();
    return surplus.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Step.Wait(Reason.PodsEnding, "the pod of node %d ends".formatted(surplus.last())));
  }

  /** What is in the way of a change unless all nodes are well and nothing moves. */
  Optional<Step> allWell() {
    return pods().or(() -> unwell(-1)).or(this::moving);
  }

  Optional<Step> allWellExcept(int ordinal) {
    return pods().or(() -> unwell(ordinal)).or(this::moving);
  }

  private Optional<Step> unwell(int exempt) {
    SortedSet<Integer> unwell = now.unwell();
    unwell.remove(exempt);
    return unwell.isEmpty()
        ? Optional.empty()
        : Optional.of(new Step.Wait(Reason.NotReady, "these nodes are not ready: " + unwell));
  }

  private Optional<Step> moving() {
    int outstanding = now.membership.outstanding();
    return outstanding == 0
        ? Optional.empty()
        : Optional.of(
            new Step.Wait(
                Reason.Moving, "partitions move: %d transfers outstanding".formatted(outstanding)));
  }
}
