package io.kvasir.operator.core;

import java.util.Map;
import java.util.Optional;

/**
 * What becomes of claims of nodes that have no pod and are to have none now. One goes only when no
 * pod mounts it and the store itself says that its node is no member.
 */
final class Leftovers {
  private final Situation now;

  Leftovers(Situation now) {
    this.now = now;
  }

  Optional<Step> next() {
    for (Map.Entry<Integer, ClaimState> entry :
        now.seen.claims().tailMap(now.replicas()).entrySet()) {
      Optional<Step> step = of(entry.getKey(), entry.getValue());
      if (step.isPresent()) {
        return step;
      }
    }
    return Optional.empty();
  }

  private Optional<Step> of(int ordinal, ClaimState claim) {
    boolean comesBack = ordinal < now.desired();
    VolumePolicy policy = now.seen.desired().volumes();
    if (comesBack && !policy.replaces()) {
      return Optional.of(reported(ordinal));
    }
    if (!comesBack && !policy.deleteWhenScaled()) {
      return Optional.empty();
    }
    return Optional.of(delete(ordinal, claim));
  }

  private Step delete(int ordinal, ClaimState claim) {
    if (claim.terminating() || claim.mounted() || now.pod(ordinal).isPresent()) {
      return new Step.Wait(
          Reason.ClaimEnding, "the volume of node %d is still in use".formatted(ordinal));
    }
    return now.membership.isGone(ordinal)
        ? new Step.DeleteClaim(ordinal, claim.uid())
        : new Step.Wait(
            Reason.MembershipUnknown,
            "not all members answer, so that node %d is no member is not certain"
                .formatted(ordinal));
  }

  private static Step reported(int ordinal) {
    return new Step.Blocked(
        Reason.OldVolume,
        ("the claim of node %d holds what a node had that is no member any more: delete it, or set"
                + " storage.whenReused to Replace")
            .formatted(ordinal));
  }
}
