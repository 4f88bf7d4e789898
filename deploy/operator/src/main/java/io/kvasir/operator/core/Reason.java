package io.kvasir.operator.core;

/** Why a cluster is in the condition it is in; what a condition of its status gives as reason. */
public enum Reason {
  Founding,
  TemplateNotObserved,
  PodsEnding,
  NotReady,
  Moving,
  Leaving,
  LeaveCancelled,
  MembershipUnknown,
  DrainBlocked,
  OldVolume,
  RemovedMember,
  ClaimEnding,
  QuorumLost,
  NotOwned
}
