package io.kvasir.edge.cli.bench.workload;

import java.util.SplittableRandom;

/** Draws keys, which are numbers from 0. */
@FunctionalInterface
public interface KeyChooser {
  long next(SplittableRandom random);

  /** Every one of {@code keys} equally often. */
  static KeyChooser uniform(long keys) {
    return random -> random.nextLong(keys);
  }

  /**
   * Few keys very often, which ones cannot be told by their numbers.
   *
   * @param theta how skewed: above 0, below 1
   */
  static KeyChooser zipfian(long keys, double theta) {
    Zipfian ranks = new Zipfian(keys, theta);
    Permutation places = new Permutation(keys);
    return random -> places.of(ranks.next(random));
  }

  /** The keys that were inserted last most often. */
  static KeyChooser latest(Frontier frontier, double theta) {
    Zipfian ages = new Zipfian(frontier.known(), theta);
    return random -> {
      long known = frontier.known();
      ages.grow(known);
      return known - 1 - ages.next(random);
    };
  }

  /** One after the other, and again from the first. */
  static KeyChooser sequential(long keys, long first, long stride) {
    return new KeyChooser() {
      private long next = first % keys;

      @Override
      public long next(SplittableRandom random) {
        long key = next;
        next = (next + stride) % keys;
        return key;
      }
    };
  }
}
