package io.kvasir.core.membership;

/** What may be said of a member; of the same incarnation, the later state outweighs the earlier. */
public enum MemberState {
  /** It answers. */
  ALIVE,
  /** It did not answer somebody, and has some time to speak up. */
  SUSPECT,
  /** It was suspected, and did not speak up. */
  DEAD,
  /** It said that it stops. */
  LEFT;

  /** Whether nobody expects an answer of it. */
  public boolean isGone() {
    return this == DEAD || this == LEFT;
  }
}
