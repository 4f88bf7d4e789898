package io.kvasir.core.consensus;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** All that is random in a run comes from its seed through here. */
final class SimChance {
  private final SplittableRandom random;

  SimChance(long seed) {
    this(new SplittableRandom(seed));
  }

  private SimChance(SplittableRandom random) {
    this.random = random;
  }

  /** A source of its own, so that one part's draws do not change another's. */
  SimChance split() {
    return new SimChance(random.split());
  }

  RandomGenerator generator() {
    return random.split();
  }

  boolean percent(int probability) {
    return random.nextInt(100) < probability;
  }

  /** Between {@code least} and {@code most}, both included. */
  long between(long least, long most) {
    return random.nextLong(least, most + 1);
  }

  /** Between 0 and {@code size}, without it. */
  int index(int size) {
    return random.nextInt(size);
  }

  <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
