package io.kvasir.core.keyspace;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
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

  /** The command is none that this release can read; nothing was changed. */
  record Unreadable() implements TransactionResult {}

  /** It names, or reads, more than {@link Keyspace#MAX_WEIGHT} of values; nothing was changed. */
  record TooLarge() implements TransactionResult {}

  /**
   * What stands under a key cannot be compared with, or added to, what was given; nothing was
   * changed.
   */
  record WrongKind(Key key, Value.Kind expected, Value.Kind found) implements TransactionResult {}

  /** What stands under a key would leave the range of 64 bits; nothing was changed. */
  record OutOfRange(Key key) implements TransactionResult {}

  /** What came of one action. */
  sealed interface Step {
    /** The revision is the transaction's. */
    record Put() implements Step {}

    /** The integer that stands there now; the revision is the transaction's. */
    record Incremented(long value) implements Step {}

    record Deleted(boolean existed) implements Step {}

    record Got(Optional<Versioned> found) implements Step {}

    /**
     * What an earlier proposal with the same retry key found; the value was too large to be
     * remembered.
     *
     * @param created as in {@link Versioned}, and so are the others
     */
    record FoundBefore(long created, long modified, long version, long writtenMillis)
        implements Step {}
  }
}
