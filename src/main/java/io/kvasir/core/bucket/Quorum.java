package io.kvasir.core.bucket;

/** How many of a key's replicas take part: a number, or a share that scales with N. */
public sealed interface Quorum {
  /** Exactly {@code replicas}, 1 and up. */
  record Exactly(int replicas) implements Quorum {
    public Exactly {
      if (replicas < 1) {
        throw new IllegalArgumentException("a quorum has at least one replica, not " + replicas);
      }
    }
  }

  /** More than half of N. */
  record Majority() implements Quorum {}

  /** All N. */
  record All() implements Quorum {}

  /** The number of replicas out of {@code n}. */
  default int of(int n) {
    return switch (this) {
      case Exactly(int replicas) -> replicas;
      case Majority() -> n / 2 + 1;
      case All() -> n;
    };
  }
}
