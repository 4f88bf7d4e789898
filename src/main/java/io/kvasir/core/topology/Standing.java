package io.kvasir.core.topology;

import java.util.Optional;

/**
 * What a node remembers of its belonging to a cluster, durably.
 *
 * <p>{@code Outside → Pledged → Settled} for a founder, {@code Outside → Settled} for one who
 * joins; {@code Pledged → Outside} when the founding can never come to be. A life is pledged or
 * settled once: who goes back begins another life.
 */
public sealed interface Standing {
  /** Of the logs this node keeps. */
  long life();

  /**
   * In no cluster.
   *
   * @param only the cluster whose member it was before its logs were lost, and none but which it
   *     may join; 0 for a node without a past
   */
  record Outside(long life, long only) implements Standing {}

  /**
   * It accepted to found a cluster, and does not know yet whether that came to be.
   *
   * @param initial what the cluster begins with
   */
  record Pledged(long life, Topology initial) implements Standing {
    public Pledged {
      requireLife(life, initial);
    }
  }

  /**
   * In a cluster that is known to exist.
   *
   * @param first what it began with, or what was told to one who joined
   * @param founder whether it pledged itself to {@code first}
   */
  record Settled(long life, Topology first, boolean founder) implements Standing {}

  /** What is known of the cluster. */
  default Optional<Topology> topology() {
    return switch (this) {
      case Outside outside -> Optional.empty();
      case Pledged(long life, Topology initial) -> Optional.of(initial);
      case Settled(long life, Topology first, boolean founder) -> Optional.of(first);
    };
  }

  /**
   * What a node is whose logs are lost or damaged, while it still remembers this.
   *
   * @param newLife never used before
   */
  default Standing withoutLogs(long newLife) {
    return switch (this) {
      case Outside(long life, long only) -> new Outside(newLife, only);
      case Pledged pledged -> new Outside(newLife, 0);
      case Settled(long life, Topology first, boolean founder) ->
          new Outside(newLife, first.clusterId());
    };
  }

  private static void requireLife(long life, Topology initial) {
    if (initial.members().values().stream().noneMatch(member -> member.life() == life)) {
      throw new IllegalArgumentException("pledged to a founding of others");
    }
  }
}
