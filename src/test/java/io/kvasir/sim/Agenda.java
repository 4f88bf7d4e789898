package io.kvasir.sim;

import java.util.PriorityQueue;
import java.util.function.Supplier;

/**
 * The one queue of all that is to come, in virtual time. Time stands still while an item runs and
 * jumps to the next; items of one moment run in the order they were entered. What goes on without
 * end is a violation.
 */
final class Agenda {
  /** Several times what the busiest of a few thousand runs needed. */
  private static final long STEPS = 300_000;

  private final PriorityQueue<Item> items = new PriorityQueue<>();
  private final Trace trace;
  private long now;
  private long entered;
  private long steps;

  private record Item(long at, long number, String label, Runnable action)
      implements Comparable<Item> {
    @Override
    public int compareTo(Item other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  Agenda(Trace trace) {
    this.trace = trace;
  }

  /** Virtual microseconds since the run began. */
  long now() {
    return now;
  }

  /** How many items ran; orders what happened in one moment. */
  long steps() {
    return steps;
  }

  void after(long delayMicros, String label, Runnable action) {
    if (delayMicros < 0) {
      throw new IllegalArgumentException(label + " in the past: " + delayMicros);
    }
    items.add(new Item(now + delayMicros, entered++, label, action));
  }

  /** Runs what is due before {@code until}, and moves on to that time. */
  void runUntil(long until) {
    Item next = items.peek();
    while (next != null && next.at <= until) {
      items.remove();
      run(next);
      next = items.peek();
    }
    now = until;
  }

  private void run(Item item) {
    now = item.at;
    steps++;
    Violation.unless(steps < STEPS, "there is no end to what is to be done, now %s", item.label);
    trace.add(now, item.label, () -> "");
    item.action.run();
  }

  /** Tells the trace more about the current item. */
  void note(String label, Supplier<String> detail) {
    trace.add(now, label, detail);
  }
}
