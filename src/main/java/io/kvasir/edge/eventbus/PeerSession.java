package io.kvasir.edge.eventbus;

/**
 * Which life of a peer's process this node talks with. What earlier lives sent may arrive late and
 * in any order, over connections that died slowly, and must not bring those lives back. Sessions
 * ascend from life to life, unless the wall clock stepped back between them. One owner.
 *
 * <pre>
 * known life | heard: lower   | heard: the same | heard: higher      | peer is lost
 * none       | FIRST, knows it| -               | FIRST, knows it    | none
 * k          | FORMER, k      | SAME, k         | NEXT, knows higher | none
 * </pre>
 *
 * <p>{@link PeerLink} drops what is FORMER, and loses the peer when the known life was silent for
 * {@code Pace.unreachable}. So whatever came before, once only one life L of the peer speaks, L is
 * the known one for good:
 *
 * <ul>
 *   <li>L is known, or higher than the known one, or none is known: with its next envelope.
 *   <li>L is lower, as its clock stepped back: no one refreshes the known life, so the peer is lost
 *       after {@code unreachable} and a tick; then with the next envelope of L.
 * </ul>
 *
 * <p>L speaks every {@code Pace.probe} and a tick at least. What it says is for this life of this
 * node, or for no certain one: should L know a former life of this node, the same table holds on
 * its side, and having lost that it addresses no life. Hence the bound, counted from when former
 * lives are heard no more, while ticks are punctual and envelopes arrive: {@code unreachable +
 * probe} and two ticks, 3.5 seconds by default.
 */
final class PeerSession {
  private static final long NONE = 0;

  /** What an envelope's session says. */
  enum Heard {
    /** The life that is known. */
    SAME,
    /** No life was known; this one is from now on. */
    FIRST,
    /** A later one, which is known from now on; the one that was is over. */
    NEXT,
    /** A life before the one that is known. */
    FORMER
  }

  private long current = NONE;

  Heard hear(long session) {
    if (session == current) {
      return Heard.SAME;
    }
    if (current == NONE) {
      current = session;
      return Heard.FIRST;
    }
    if (session < current) {
      return Heard.FORMER;
    }
    current = session;
    return Heard.NEXT;
  }

  /** The peer is lost: whatever life of it is heard next is the one to talk with. */
  void forget() {
    current = NONE;
  }

  /** The life that is known; 0 when the peer was not heard of since it was lost. */
  long current() {
    return current;
  }
}
