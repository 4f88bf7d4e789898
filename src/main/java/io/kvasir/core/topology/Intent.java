package io.kvasir.core.topology;

/** What is to become of a member. */
public enum Intent {
  /** It is to own partitions. */
  JOIN,
  /** It gives away what it holds, and is then let go. */
  LEAVE,
  /** It is dead: others take its place without it. */
  REMOVE;

  /** Whether it is to hold nothing any more. */
  public boolean departs() {
    return this != JOIN;
  }
}
