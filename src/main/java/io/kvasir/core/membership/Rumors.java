package io.kvasir.core.membership;

import io.kvasir.core.node.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * News that are still passed on, one per member: each goes out a number of times that grows with
 * the logarithm of the cluster (SWIM, 4.1). Those that went out least go first, of these the
 * newest.
 */
final class Rumors {
  private static final int REPEATS_PER_DOUBLING = 3;
  private static final Comparator<Rumor> FIRST =
      Comparator.comparingInt((Rumor rumor) -> rumor.sent)
          .thenComparing(Comparator.comparingLong((Rumor rumor) -> rumor.order).reversed());

  private static final class Rumor {
    private final Claim claim;
    private final long order;
    private int sent;

    Rumor(Claim claim, long order) {
      this.claim = claim;
      this.order = order;
    }
  }

  private final SortedMap<NodeId, Rumor> rumors = new TreeMap<>();
  private long count;

  /** Passes on {@code claim}, and nothing else about its member any more. */
  void spread(Claim claim) {
    rumors.put(claim.member(), new Rumor(claim, count++));
  }

  void drop(NodeId member) {
    rumors.remove(member);
  }

  boolean isEmpty() {
    return rumors.isEmpty();
  }

  /**
   * Adds to {@code claims} what fits into {@code room} bytes, and counts it as sent.
   *
   * @param members how many must hear of it
   */
  void takeInto(List<Claim> claims, int room, int members) {
    List<Rumor> next = new ArrayList<>(rumors.values());
    next.sort(FIRST);
    int left = room;
    int repeats = repeats(members);
    for (Rumor rumor : next) {
      int bytes = rumor.claim.datagramBytes();
      if (bytes > left || claims.size() == Datagram.MAX_CLAIMS) {
        continue;
      }
      if (claims.stream().noneMatch(rumor.claim::agreesWith)) {
        claims.add(rumor.claim);
        left -= bytes;
      }
      rumor.sent++;
      if (rumor.sent >= repeats) {
        rumors.remove(rumor.claim.member());
      }
    }
  }

  private static int repeats(int members) {
    return REPEATS_PER_DOUBLING * (Integer.SIZE - Integer.numberOfLeadingZeros(members));
  }
}
