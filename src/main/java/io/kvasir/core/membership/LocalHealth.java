package io.kvasir.core.membership;

/**
 * How far this node may trust what it does not hear (Lifeguard's local health multiplier, 4.1): the
 * worse, the slower it probes, so that it does not blame others for its own troubles.
 */
final class LocalHealth {
  private final int max;
  private int score;

  /**
   * @param max the worst score; 0 is the best
   */
  LocalHealth(int max) {
    this.max = max;
  }

  void worsen() {
    score = Math.min(max, score + 1);
  }

  void improve() {
    score = Math.max(0, score - 1);
  }

  /** A period of a healthy node, drawn out. */
  long scale(long millis) {
    return millis * (score + 1);
  }

  int score() {
    return score;
  }
}
