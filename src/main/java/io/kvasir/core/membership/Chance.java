package io.kvasir.core.membership;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws from lists. */
final class Chance {
  private Chance() {}

  /** Puts {@code items} into an order that is as likely as any other. */
  static <T> void shuffle(List<T> items, RandomGenerator random) {
    for (int left = items.size(); left > 1; left--) {
      int drawn = random.nextInt(left);
      T last = items.get(left - 1);
      items.set(left - 1, items.get(drawn));
      items.set(drawn, last);
    }
  }

  /** Up to {@code count} different ones of {@code items}. */
  static <T> List<T> some(List<T> items, int count, RandomGenerator random) {
    List<T> drawn = new ArrayList<>(items);
    shuffle(drawn, random);
    return drawn.subList(0, Math.min(count, drawn.size()));
  }
}
