package io.kvasir.core.keyspace;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.keyspace.TransactionResult.Done;
import io.kvasir.core.keyspace.TransactionResult.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/** One transaction as it is carried out. */
final class Execution {
  private final Head before;
  private final Cells cells;
  private boolean changed;

  Execution(Head before, Cells cells) {
    this.before = before;
    this.cells = cells;
  }

  TransactionResult run(Transaction transaction) {
    if (namesTooMuch(transaction.keys())) {
      return new TransactionResult.TooLarge();
    }
    boolean succeeded =
        transaction.compares().stream()
            .allMatch(compare -> Comparison.holds(compare, cells.get(compare.key())));
    List<Action> branch = succeeded ? transaction.success() : transaction.failure();
    return readsTooMuch(branch) ? new TransactionResult.TooLarge() : done(succeeded, branch);
  }

  private Done done(boolean succeeded, List<Action> branch) {
    List<Step> steps = new ArrayList<>();
    branch.forEach(action -> steps.add(step(action)));
    return new Done(succeeded, head().revision(), steps, before.millis(), false);
  }

  private boolean namesTooMuch(SortedSet<Key> keys) {
    return keys.size() > 1 && keys.stream().mapToLong(cells::weight).sum() > Keyspace.MAX_WEIGHT;
  }

  /** One value is always small enough; each that is read counts as the largest it may be then. */
  private boolean readsTooMuch(List<Action> branch) {
    TreeMap<Key, Long> put = new TreeMap<>();
    long reads = 0;
    long weight = 0;
    for (Action action : branch) {
      switch (action) {
        case Action.Put(Key key, Value value) -> put.put(key, (long) value.payload().length());
        case Action.Delete delete -> {}
        case Action.Get(Key key) -> {
          reads++;
          weight += Math.max(cells.weight(key), put.getOrDefault(key, 0L));
        }
      }
    }
    return reads > 1 && weight > Keyspace.MAX_WEIGHT;
  }

  /** The shard's counters after it. */
  Head head() {
    return changed ? before.changed() : before;
  }

  private Step step(Action action) {
    return switch (action) {
      case Action.Put(Key key, Value value) -> put(key, value);
      case Action.Delete(Key key) -> delete(key);
      case Action.Get(Key key) -> new Step.Got(cells.get(key));
    };
  }

  private Step put(Key key, Value value) {
    changed = true;
    long revision = head().revision();
    Optional<Versioned> old = cells.get(key);
    cells.put(
        key,
        new Versioned(
            value,
            old.map(Versioned::created).orElse(revision),
            revision,
            old.map(Versioned::version).orElse(0L) + 1,
            before.millis()));
    return new Step.Put();
  }

  private Step delete(Key key) {
    boolean existed = cells.get(key).isPresent();
    if (existed) {
      changed = true;
      cells.delete(key);
    }
    return new Step.Deleted(existed);
  }
}
