package io.kvasir.sim;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** All that is random in a run comes from its seed through here. */
final class Chance {
  private final SplittableRandom random;

  Chance(long seed) {
    this(new SplittableRandom(seed));
  }

  private Chance(SplittableRandom random) {
    this.random = random;
  }

  /** A source of its own, so that one part's draws do not change another's. */
  Chance split() {
    return new Chance(random.split());
  }

  RandomGenerator generator() {
    return random.split();
  }

  long bits() {
    return random.nextLong();
  }

  boolean percent(int probability) {
    return random.nextInt(100) < probability;
  }

  /** Between {@code least} and {@code most}, both included. */
  long between(long least, long most) {
    return random.nextLong(least, most + 1);
  }

  int index(int size) {
    return random.nextInt(size);
  }

  <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
