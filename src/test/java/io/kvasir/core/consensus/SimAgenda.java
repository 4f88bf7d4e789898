package io.kvasir.core.consensus;

import java.util.PriorityQueue;

/**
 * All that is to come, in virtual time. Time stands still while an item runs and jumps to the next;
 * items of one moment run in the order they were entered.
 */
final class SimAgenda {
  /** Many times what the busiest of some thousand runs needed. */
  private static final long STEPS = 600_000;

  private final PriorityQueue<Item> items = new PriorityQueue<>();
  private long now;
  private long entered;
  private long steps;

  private record Item(long at, long number, Runnable action) implements Comparable<Item> {
    @Override
    public int compareTo(Item other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  /** Virtual microseconds since the run began. */
  long now() {
    return now;
  }

  long steps() {
    return steps;
  }

  void after(long delayMicros, Runnable action) {
    items.add(new Item(now + delayMicros, entered++, action));
  }

  /** Runs what is due before {@code until}, and moves on to that time. */
  void runUntil(long until) {
    Item next = items.peek();
    while (next != null && next.at <= until) {
      items.remove();
      now = next.at;
      SimViolation.unless(++steps < STEPS, "there is no end to what is to be done");
      next.action.run();
      next = items.peek();
    }
    now = until;
  }
}
