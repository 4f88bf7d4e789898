package io.kvasir.core.keyspace;

import io.kvasir.core.keyspace.TransactionResult.Done;
import io.kvasir.core.keyspace.TransactionResult.RetryKeyReused;
import io.kvasir.core.keyspace.TransactionResult.Step;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * One shard: registers with revisions as etcd counts them. A transaction that changes something has
 * a revision of its own; each value knows the revisions that created its key and wrote it, and how
 * many values the key has had since. Deleting what is absent changes nothing.
 *
 * <p>A proposal with a retry key is carried out once, and a repetition answered with what came of
 * it, as long as the retry key is remembered: until {@link #RETRY_KEYS} others were used after it,
 * or {@link #RETRY_MILLIS} of the shard's time went by. Both are part of what all replicas agree
 * on, as is {@link #KEPT_WEIGHT}.
 *
 * <p>The shard's time is that of its commands, and nobody's clock decides what is there: a key has
 * ended when its end is not after the shard's time. Whatever names it then finds it absent; its
 * deletion has a revision of its own, before that of what found it so.
 *
 * <p>Single owner, deterministic.
 */
public final class Keyspace {
  /** So many retry keys are remembered, the latest. */
  public static final int RETRY_KEYS = 65_536;

  /** A retry key that was used longer ago counts as new. */
  public static final long RETRY_MILLIS = 24L * 3600 * 1000;

  /** Of a result whose values take more bytes together, they are not remembered. */
  public static final int KEPT_WEIGHT = 64 << 10;

  /**
   * So many bytes of stored values are named by a transaction at most, if it names several keys,
   * and as many read by it, if it reads several times: replicas carry it out in memory. All must
   * agree on it, as on the retry keys.
   */
  public static final long MAX_WEIGHT = 16L << 20;

  private final int retryKeys;
  private Head head;

  public Keyspace(Head head) {
    this(head, RETRY_KEYS);
  }

  /** A shard that remembers another number of retry keys; all its replicas must. */
  public Keyspace(Head head, int retryKeys) {
    this.head = head;
    this.retryKeys = retryKeys;
  }

  /** To be stored with what {@link #apply} wrote. */
  public Head head() {
    return head;
  }

  /** Carries out what was not carried out before. */
  public TransactionResult apply(Command command, Cells cells) {
    head = head.advancedTo(command.wallMillis());
    return switch (command) {
      case Proposal proposal -> apply(proposal, cells);
      case Lapse lapse -> carryOut(cells, execution -> execution.lapse(lapse.ends()));
    };
  }

  private TransactionResult apply(Proposal proposal, Cells cells) {
    return proposal
        .retryKey()
        .map(retryKey -> applyOnce(retryKey, proposal.transaction(), cells))
        .orElseGet(() -> carryOut(proposal.transaction(), cells));
  }

  /** The places of the queue that the next {@code count} proposals with retry keys look into. */
  public SortedSet<Long> places(int count) {
    TreeSet<Long> places = new TreeSet<>();
    long first = head.retries() - retryKeys;
    LongStream.range(Math.max(0, first), Math.max(0, first + count)).forEach(places::add);
    return places;
  }

  private TransactionResult applyOnce(String retryKey, Transaction transaction, Cells cells) {
    long fingerprint = Fingerprint.of(transaction);
    Optional<Remembered> remembered = cells.recall(retryKey);
    if (remembered.isPresent() && !isOld(remembered.get())) {
      return remembered.get().fingerprint() == fingerprint
          ? remembered.get().result()
          : new RetryKeyReused();
    }
    TransactionResult result = carryOut(transaction, cells);
    if (result instanceof Done done) {
      remembered.ifPresent(old -> cells.dequeue(old.place()));
      remember(retryKey, fingerprint, done, cells);
    }
    return result;
  }

  private void remember(String retryKey, long fingerprint, Done done, Cells cells) {
    forgetOldest(cells);
    cells.enqueue(head.retries(), retryKey);
    cells.remember(retryKey, new Remembered(fingerprint, head.retries(), kept(done)));
    head = head.remembered();
  }

  private boolean isOld(Remembered remembered) {
    return head.millis() - remembered.result().writtenMillis() > RETRY_MILLIS;
  }

  private void forgetOldest(Cells cells) {
    long oldest = head.retries() - retryKeys;
    if (oldest >= 0) {
      cells.queued(oldest).ifPresent(cells::forget);
      cells.dequeue(oldest);
    }
  }

  private static Done kept(Done done) {
    long weight = done.steps().stream().mapToLong(Keyspace::weight).sum();
    List<Step> steps =
        weight <= KEPT_WEIGHT
            ? done.steps()
            : done.steps().stream().map(Keyspace::withoutValue).toList();
    return new Done(done.succeeded(), done.revision(), steps, done.writtenMillis(), true);
  }

  private static long weight(Step step) {
    return foundIn(step)
        .map(Versioned::value)
        .map(value -> (long) value.mediaType().length() + value.payload().length())
        .orElse(0L);
  }

  private static Step withoutValue(Step step) {
    return foundIn(step)
        .<Step>map(
            found ->
                new Step.FoundBefore(
                    found.created(), found.modified(), found.version(), found.writtenMillis()))
        .orElse(step);
  }

  private static Optional<Versioned> foundIn(Step step) {
    return step instanceof Step.Got(Optional<Versioned> found) ? found : Optional.empty();
  }

  private TransactionResult carryOut(Transaction transaction, Cells cells) {
    return carryOut(cells, execution -> execution.run(transaction));
  }

  private TransactionResult carryOut(Cells cells, Function<Execution, TransactionResult> what) {
    Execution execution = new Execution(head, cells);
    TransactionResult result = what.apply(execution);
    execution.conclude();
    head = execution.head();
    return result;
  }
}
