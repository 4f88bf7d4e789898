package io.kvasir.core.membership;

import io.kvasir.core.node.Endpoint;
import io.kvasir.core.node.Incarnation;
import io.kvasir.core.node.NodeId;
import java.util.Comparator;

/**
 * What somebody says of a member.
 *
 * <p>Claims about one member are totally ordered, but for who makes them: by incarnation, then by
 * state, then by address. Of two, all nodes believe the same one, in whatever order they hear them.
 *
 * @param address where the member gets its datagrams
 * @param by who says so: of a suspicion or a death who came to think so, else the member itself
 */
public record Claim(
    NodeId member, MemberState state, Incarnation incarnation, Endpoint address, NodeId by) {
  /** State, incarnation, port, and the lengths of three texts. */
  private static final int FIXED_BYTES = 1 + Long.BYTES + Short.BYTES + 3;

  private static final Comparator<Claim> WEIGHT =
      Comparator.comparing(Claim::incarnation)
          .thenComparing(Claim::state)
          .thenComparing(Claim::address);

  /** What a member says of itself. */
  public static Claim alive(NodeId member, Incarnation incarnation, Endpoint address) {
    return new Claim(member, MemberState.ALIVE, incarnation, address, member);
  }

  /** A member that is on a list, and that nobody heard of. */
  public static Claim listed(NodeId member, Endpoint address) {
    return alive(member, Incarnation.HEARSAY, address);
  }

  /** The same member in another state. */
  Claim as(MemberState next, NodeId accuser) {
    return new Claim(member, next, incarnation, address, accuser);
  }

  /** Whether this is to be believed rather than {@code other}, about the same member. */
  public boolean outweighs(Claim other) {
    return WEIGHT.compare(this, other) > 0;
  }

  /** Whether both say the same, whoever says it. */
  boolean agreesWith(Claim other) {
    return member.equals(other.member) && WEIGHT.compare(this, other) == 0;
  }

  /** How many bytes it takes in a datagram at most. */
  public int datagramBytes() {
    return FIXED_BYTES
        + member.value().length()
        + address.host().length()
        + (by.equals(member) ? 0 : by.value().length());
  }
}
