package io.kvasir.core.membership;

import java.util.List;

/**
 * What one node sends another at once.
 *
 * @param sender what the sender says of itself: alive, or left
 * @param claims what it heard of others, or knows of the receiver
 */
public record Datagram(Claim sender, SwimMessage message, List<Claim> claims) {
  /** No datagram has more: it passes every network unfragmented. */
  public static final int MAX_BYTES = 1_200;

  /** Magic, version, checksum, cluster, kind, number of claims. */
  public static final int HEADER_BYTES = 4 + 1 + 4 + 8 + 1 + 1;

  /** So many claims can be counted. */
  public static final int MAX_CLAIMS = 255;

  public Datagram {
    claims = List.copyOf(claims);
    if (sender.state() == MemberState.SUSPECT || sender.state() == MemberState.DEAD) {
      throw new IllegalArgumentException("nobody says of itself that it is " + sender.state());
    }
    int bytes = room(sender, message) * -1 + MAX_BYTES;
    for (Claim claim : claims) {
      bytes += claim.datagramBytes();
    }
    if (bytes > MAX_BYTES || claims.size() > MAX_CLAIMS) {
      throw new IllegalArgumentException(
          "a datagram of %d claims and %d bytes".formatted(claims.size(), bytes));
    }
  }

  /** Bytes left for claims. */
  static int room(Claim sender, SwimMessage message) {
    return MAX_BYTES - HEADER_BYTES - sender.datagramBytes() - message.datagramBytes();
  }
}
