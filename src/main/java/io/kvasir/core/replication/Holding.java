package io.kvasir.core.replication;

import io.kvasir.core.bucket.Quorum;

/**
 * How many of a key's replicas hold whatever a session wrote or was shown, of any key: enough to
 * know how many must be asked so that one of them has it. It is one statement for all that the
 * session did, so it says the least that holds for each.
 *
 * @param fewest this many at least, when its requests named numbers; 0 when none did
 * @param majority whether of some of it no more is known than that a majority holds it
 */
public record Holding(int fewest, boolean majority) {
  /** Of a session that has done nothing. */
  public static final Holding NOTHING = new Holding(0, false);

  public Holding {
    if (fewest < 0) {
      throw new IllegalArgumentException("held by " + fewest + " replicas");
    }
  }

  /** Also something that so many replicas hold. */
  public Holding and(Quorum quorum) {
    return switch (quorum) {
      case Quorum.Exactly(int replicas) -> and(new Holding(replicas, false));
      case Quorum.Majority() -> new Holding(fewest, true);
      case Quorum.All() -> this;
    };
  }

  /** What holds for both. */
  public Holding and(Holding other) {
    int least = Math.min(fewest, other.fewest);
    return new Holding(
        least == 0 ? Math.max(fewest, other.fewest) : least, majority || other.majority);
  }

  /** How many of {@code size} replicas must be asked, at least 1. */
  public int meeting(int size) {
    int ofFewest = fewest == 0 ? 0 : size - fewest + 1;
    int ofMajority = majority ? size - new Quorum.Majority().of(size) + 1 : 0;
    return Math.max(1, Math.max(ofFewest, ofMajority));
  }
}
