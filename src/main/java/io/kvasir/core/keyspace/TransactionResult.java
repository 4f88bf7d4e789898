package io.kvasir.core.keyspace;

import java.util.List;
import java.util.Optional;

/** What came of a transaction in the log. */
public sealed interface TransactionResult {
  /**
   * It was carried out.
   *
   * @param succeeded whether the conditions held
   * @param revision of the shard after it; a transaction that changes something counts one up
   * @param steps one per action of the branch taken
   * @param writtenMillis the shard's time when it was carried out
   * @param repeated whether this is the result of an earlier proposal with the same retry key
   */
  record Done(
      boolean succeeded, long revision, List<Step> steps, long writtenMillis, boolean repeated)
      implements TransactionResult {
    public Done {
      steps = List.copyOf(steps);
    }
  }

  /** The retry key was used for another transaction; nothing was changed. */
  record RetryKeyReused() implements TransactionResult {}

  /** What came of one action. */
  sealed interface Step {
    /** The revision is the transaction's. */
    record Put() implements Step {}

    record Deleted(boolean existed) implements Step {}

    record Got(Optional<Versioned> found) implements Step {}
  }
}
