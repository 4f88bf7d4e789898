package io.kvasir.core.keyspace;

import java.util.ArrayList;
import java.util.List;

/**
 * Which revisions of a shard are kept as history: the latest. They are given up in steps, so that
 * it need not be known how many bytes each has; and the rows of those given up are deleted a few
 * with each new one. No result of a command depends on it.
 *
 * @param first the oldest revision that is kept; one above the latest when none is
 * @param swept rows of revisions up to this one were deleted
 * @param steps the revisions that are kept, the oldest step first
 */
public record Ledger(long first, long swept, List<Step> steps) {
  /** Of a shard without a history. */
  public static final Ledger INITIAL = new Ledger(1, 0, List.of());

  /** How many steps there are, about, when the history is full. */
  private static final int STEPS = 16;

  /** So many rows are deleted with each that is added. */
  private static final int SWEPT_AT_ONCE = 4;

  public Ledger {
    steps = List.copyOf(steps);
    if (first < 1 || swept < 0 || swept >= first) {
      throw new IllegalArgumentException("no ledger: from " + first + ", swept to " + swept);
    }
  }

  /**
   * A few revisions in a row.
   *
   * @param last the latest of them
   * @param bytes of their rows
   */
  public record Step(long last, long bytes) {}

  /**
   * How much of it is kept, in both measures; one revision always is.
   *
   * @param bytes of rows
   */
  public record Limit(long revisions, long bytes) {
    public static final Limit DEFAULT = new Limit(100_000, 32L << 20);

    public Limit {
      if (revisions < 1 || bytes < 1) {
        throw new IllegalArgumentException("a history of nothing");
      }
    }
  }

  /** The latest revision that is kept; {@code first - 1} when none is. */
  public long last() {
    return steps.isEmpty() ? first - 1 : steps.getLast().last();
  }

  /**
   * With one revision more.
   *
   * @param revision the next one, or a later one of a shard whose history began after it did
   */
  Ledger with(long revision, long bytes, Limit limit) {
    if (revision != last() + 1) {
      return new Ledger(revision, revision - 1, List.of(new Step(revision, bytes)));
    }
    List<Step> longer = new ArrayList<>(steps);
    boolean isFull = isFull(limit);
    Step open = isFull ? new Step(revision, bytes) : grown(longer.removeLast(), bytes);
    longer.add(open);
    return new Ledger(first, swept, longer).within(limit);
  }

  private static Step grown(Step step, long bytes) {
    return new Step(step.last() + 1, step.bytes() + bytes);
  }

  /** Whether the youngest step takes no more. */
  private boolean isFull(Limit limit) {
    if (steps.isEmpty()) {
      return true;
    }
    long before = steps.size() > 1 ? steps.get(steps.size() - 2).last() : first - 1;
    return last() - before >= Math.max(1, limit.revisions() / STEPS)
        || steps.getLast().bytes() >= limit.bytes() / STEPS;
  }

  private Ledger within(Limit limit) {
    long bytes = steps.stream().mapToLong(Step::bytes).sum();
    long from = first;
    int given = 0;
    while (given < steps.size() - 1
        && (bytes > limit.bytes() || last() - from + 1 > limit.revisions())) {
      bytes -= steps.get(given).bytes();
      from = steps.get(given).last() + 1;
      given++;
    }
    return new Ledger(from, swept, steps.subList(given, steps.size()));
  }

  /** After the rows of the revisions from {@code swept + 1} to this were deleted. */
  long sweepTo() {
    return Math.min(first - 1, swept + SWEPT_AT_ONCE);
  }

  Ledger sweptTo(long revision) {
    return new Ledger(first, revision, steps);
  }
}
