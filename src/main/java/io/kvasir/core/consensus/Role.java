package io.kvasir.core.consensus;

/** What a replica is in its term. A learner is a follower that is no voter. */
public enum Role {
  FOLLOWER,
  PRE_CANDIDATE,
  CANDIDATE,
  LEADER
}
