package io.kvasir.sim;

import io.kvasir.core.replication.WriteOutcome;
import java.util.Optional;

/** What a client knows of one change it asked for. Times are the agenda's steps. */
final class Attempt {
  /** How it ended, so far. */
  enum Fate {
    /** No answer yet. */
    OPEN,
    /** Promised. */
    ACKED,
    /** Nobody can tell; it may even take effect later. */
    UNKNOWN,
    /** It has not taken effect and never will. */
    REJECTED
  }

  private final long invoked;
  private long ended = Long.MAX_VALUE;
  private Fate fate = Fate.OPEN;

  Attempt(long invoked) {
    this.invoked = invoked;
  }

  static Fate fateOf(Optional<WriteOutcome> outcome) {
    return outcome.map(Attempt::fateOf).orElse(Fate.UNKNOWN);
  }

  private static Fate fateOf(WriteOutcome outcome) {
    return switch (outcome) {
      case WriteOutcome.Stored stored -> Fate.ACKED;
      case WriteOutcome.QuorumUnavailable(int acked, int needed, boolean maybeApplied) ->
          maybeApplied ? Fate.UNKNOWN : Fate.REJECTED;
      case WriteOutcome.Indeterminate indeterminate -> Fate.UNKNOWN;
      case WriteOutcome.Refused refused -> Fate.REJECTED;
      case WriteOutcome.Overloaded overloaded -> Fate.REJECTED;
    };
  }

  void end(Fate how, long now) {
    fate = how;
    ended = now;
  }

  Fate fate() {
    return fate;
  }

  long invoked() {
    return invoked;
  }

  boolean isRejected() {
    return fate == Fate.REJECTED;
  }

  /** Whether it was promised before {@code step}. */
  boolean isAckedBefore(long step) {
    return fate == Fate.ACKED && ended < step;
  }

  /** Whether it can have taken effect after {@code step}, as far as its client can tell. */
  boolean mayApplyAfter(long step) {
    return switch (fate) {
      case OPEN, UNKNOWN -> true;
      case ACKED -> ended > step;
      case REJECTED -> false;
    };
  }

  /** Whether both can have been taking effect at one time, as far as their clients can tell. */
  boolean overlaps(Attempt other) {
    return mayApplyAfter(other.invoked) && other.mayApplyAfter(invoked);
  }

  @Override
  public String toString() {
    return fate + "[" + invoked + ".." + (ended == Long.MAX_VALUE ? "" : ended) + "]";
  }
}
