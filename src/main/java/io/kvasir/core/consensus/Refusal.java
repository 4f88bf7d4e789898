package io.kvasir.core.consensus;

/** Why a replica did not take up a request. Nothing came of it. */
public enum Refusal {
  /** It is not the leader. */
  NOT_LEADER,
  /** It is the leader and is handing leadership over. */
  TRANSFERRING,
  /** It holds as much unfinished work as it may. */
  OVERLOADED,
  /** A change of members is under way, or the leader has not yet committed in its term. */
  CHANGE_PENDING,
  /** The change makes no sense for the members there are, or the learner is not near enough. */
  NOT_POSSIBLE
}
