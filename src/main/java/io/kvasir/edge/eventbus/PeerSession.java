package io.kvasir.edge.eventbus;

/**
 * Which life of a peer's process this node talks with. What a former life sent may arrive late,
 * over a connection that died slowly, and must not bring that life back. One owner.
 */
final class PeerSession {
  /** What an envelope's session says. */
  enum Heard {
    /** The life that is known. */
    SAME,
    /** The first life ever heard of. */
    FIRST,
    /** A new one; the one that was known is over. */
    NEXT,
    /** The life before the one that is known. */
    FORMER
  }

  private long current;
  private long former;

  Heard hear(long session) {
    if (session == current) {
      return Heard.SAME;
    }
    if (session == former) {
      return Heard.FORMER;
    }
    Heard heard = current == 0 ? Heard.FIRST : Heard.NEXT;
    former = current;
    current = session;
    return heard;
  }

  /** The life that is known; 0 when the peer was never heard of. */
  long current() {
    return current;
  }
}
