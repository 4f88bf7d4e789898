package io.kvasir.core.topology;

import java.util.Optional;

/**
 * What a node remembers of its belonging to a cluster, durably.
 *
 * <p>{@code Outside → Pledged → Settled} for a founder, {@code Outside → Settled} for one who
 * joins; {@code Pledged → Outside} when the founding can never come to be; {@code Settled →
 * Removed} for good. A life is pledged or settled once: who goes back begins another life.
 */
public sealed interface Standing {
  /** Of the logs this node keeps. */
  long life();

  /**
   * In no cluster.
   *
   * @param only the cluster whose member it was before its logs were lost, and none but which it
   *     may join; 0 for a node without a past
   * @param blank as it was then
   */
  record Outside(long life, long only, boolean blank) implements Standing {
    /** One that lacks nothing of what it is known to hold. */
    public Outside(long life, long only) {
      this(life, only, false);
    }
  }

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
   * @param blank whether it owned partitions when it came, held nothing of them, and has not got
   *     all of them back since: a member that lost its disk
   */
  record Settled(long life, Topology first, boolean founder, boolean blank) implements Standing {
    /** One that lacks nothing of what it is known to hold. */
    public Settled(long life, Topology first, boolean founder) {
      this(life, first, founder, false);
    }

    /** With all of it back. */
    Settled filled() {
      return new Settled(life, first, founder);
    }
  }

  /**
   * Once in a cluster, whose member this life is no more. What it holds is of the past: others may
   * have deleted it since, and ask it nothing.
   *
   * @param first as when it was a member
   * @param founder as then
   */
  record Removed(long life, Topology first, boolean founder) implements Standing {}

  /** What is known of the cluster. */
  default Optional<Topology> topology() {
    return switch (this) {
      case Outside outside -> Optional.empty();
      case Pledged(long life, Topology initial) -> Optional.of(initial);
      case Settled settled -> Optional.of(settled.first());
      case Removed removed -> Optional.of(removed.first());
    };
  }

  /**
   * What a node is whose logs are lost or damaged, while it still remembers this.
   *
   * @param newLife never used before
   */
  default Standing withoutLogs(long newLife) {
    return switch (this) {
      case Outside(long life, long only, boolean blank) -> new Outside(newLife, only, blank);
      case Pledged pledged -> new Outside(newLife, 0);
      case Settled settled -> new Outside(newLife, settled.first().clusterId(), settled.blank());
      case Removed removed -> new Removed(newLife, removed.first(), false);
    };
  }

  private static void requireLife(long life, Topology initial) {
    if (initial.members().values().stream().noneMatch(member -> member.life() == life)) {
      throw new IllegalArgumentException("pledged to a founding of others");
    }
  }
}
