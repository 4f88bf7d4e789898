package io.kvasir.core.membership;

import io.kvasir.core.node.NodeId;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The time that a suspected member has to speak up: the shorter, the more others came to suspect it
 * by themselves (Lifeguard, 4.2).
 */
final class Suspicion {
  private final long begunMillis;
  private final long minMillis;
  private final long maxMillis;
  private final int enough;
  private final SortedSet<NodeId> accusers = new TreeSet<>();

  /**
   * @param enough confirmations that bring the time down to {@code minMillis}
   */
  Suspicion(NodeId accuser, long begunMillis, long minMillis, long maxMillis, int enough) {
    this.begunMillis = begunMillis;
    this.minMillis = minMillis;
    this.maxMillis = maxMillis;
    this.enough = enough;
    accusers.add(accuser);
  }

  /** Another one suspects it; false when that was known, or enough do already. */
  boolean confirm(NodeId accuser) {
    return accusers.size() <= enough && accusers.add(accuser);
  }

  boolean isOver(long nowMillis) {
    return nowMillis >= begunMillis + timeoutMillis();
  }

  private long timeoutMillis() {
    if (enough == 0) {
      return minMillis;
    }
    double share = Math.log(accusers.size()) / Math.log(enough + 1.0);
    return Math.max(minMillis, Math.round(maxMillis - (maxMillis - minMillis) * share));
  }
}
