package io.kvasir.core.keyspace;

import io.kvasir.core.bucket.Key;
import io.kvasir.core.bucket.Value;
import io.kvasir.core.keyspace.TransactionResult.Done;
import io.kvasir.core.keyspace.TransactionResult.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/** One transaction as it is carried out. */
final class Execution {
  private final Cells cells;
  private Head head;
  private boolean changed;
  private LinkedHashMap<Key, Optional<Versioned>> changes = new LinkedHashMap<>();

  Execution(Head before, Cells cells) {
    this.head = before;
    this.cells = cells;
  }

  TransactionResult run(Transaction transaction) {
    if (namesTooMuch(transaction.keys())) {
      return new TransactionResult.TooLarge();
    }
    letEnd(transaction.keys());
    Optional<TransactionResult> incomparable = flaw(transaction.compares());
    if (incomparable.isPresent()) {
      return incomparable.get();
    }
    boolean succeeded =
        transaction.compares().stream()
            .allMatch(compare -> Comparison.holds(compare, cells.get(compare.key())));
    List<Action> branch = succeeded ? transaction.success() : transaction.failure();
    return readsTooMuch(branch)
        ? new TransactionResult.TooLarge()
        : flawOf(branch).orElseGet(() -> done(succeeded, branch));
  }

  private Optional<TransactionResult> flaw(List<Compare> compares) {
    return compares.stream()
        .flatMap(compare -> Kinds.flaw(compare, cells.get(compare.key())).stream())
        .findFirst();
  }

  /** Why it cannot be carried out. It writes each key once, so all find what stands there now. */
  private Optional<TransactionResult> flawOf(List<Action> branch) {
    return branch.stream()
        .filter(Action.Increment.class::isInstance)
        .flatMap(action -> Kinds.flaw(action, cells.get(action.key())).stream())
        .findFirst();
  }

  private Done done(boolean succeeded, List<Action> branch) {
    List<Step> steps = new ArrayList<>();
    branch.forEach(action -> steps.add(step(action)));
    return new Done(succeeded, head().revision(), steps, head.millis(), false);
  }

  /** What has ended is deleted before anything looks at it, by a revision of its own. */
  private void letEnd(SortedSet<Key> keys) {
    if (head.ends() == 0) {
      return;
    }
    for (Key key : keys) {
      cells
          .get(key)
          .filter(found -> found.hasEnded(head.millis()))
          .ifPresent(old -> drop(key, old));
    }
    conclude();
  }

  /** Ends a revision, if one was begun. */
  void conclude() {
    if (changed) {
      head = head.changed();
      cells.note(new Revision(head.revision(), head.millis(), changes()));
      changed = false;
      changes = new LinkedHashMap<>();
    }
  }

  private List<Revision.Change> changes() {
    List<Revision.Change> list = new ArrayList<>();
    changes.forEach((key, found) -> list.add(new Revision.Change(key, found)));
    return list;
  }

  private void drop(Key key, Versioned old) {
    remove(key);
    removeEnd(key, old);
  }

  private void remove(Key key) {
    changed = true;
    cells.delete(key);
    changes.put(key, Optional.empty());
  }

  /** Deletes those that were noted and have come. */
  TransactionResult lapse(SortedSet<End> ends) {
    for (End end : ends) {
      if (end.millis() <= head.millis() && cells.hasEnd(end)) {
        remove(end.key());
        remove(end);
      }
    }
    return done(true, List.of());
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
        case Action.Put(Key key, Value value, var ttl) ->
            put.put(key, (long) value.payload().length());
        case Action.Delete delete -> {}
        case Action.Increment increment -> {}
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
    return changed ? head.changed() : head;
  }

  private Step step(Action action) {
    return switch (action) {
      case Action.Put(Key key, Value value, Optional<TimeToLive> ttl) -> put(key, value, ttl);
      case Action.Increment(Key key, long amount, Optional<TimeToLive> ttl) ->
          increment(key, amount, ttl);
      case Action.Delete(Key key) -> delete(key);
      case Action.Get(Key key) -> new Step.Got(cells.get(key));
    };
  }

  private Step put(Key key, Value value, Optional<TimeToLive> ttl) {
    long end = ttl.map(time -> time.endAfter(head.millis())).orElse(Versioned.ENDLESS);
    write(key, cells.get(key), value, end);
    return new Step.Put();
  }

  private Step increment(Key key, long amount, Optional<TimeToLive> ttl) {
    Optional<Versioned> old = cells.get(key);
    long sum = Kinds.sum(old, amount);
    long end =
        ttl.map(time -> time.endAfter(head.millis()))
            .or(() -> old.map(Versioned::endMillis))
            .orElse(Versioned.ENDLESS);
    write(key, old, Value.json(Long.toString(sum)), end);
    return new Step.Incremented(sum);
  }

  private void write(Key key, Optional<Versioned> old, Value value, long endMillis) {
    changed = true;
    long revision = head().revision();
    old.ifPresent(present -> removeEnd(key, present));
    Versioned next =
        new Versioned(
            value,
            old.map(Versioned::created).orElse(revision),
            revision,
            old.map(Versioned::version).orElse(0L) + 1,
            head.millis(),
            endMillis);
    cells.put(key, next);
    changes.put(key, Optional.of(next));
    next.end(key).ifPresent(this::add);
  }

  private Step delete(Key key) {
    Optional<Versioned> old = cells.get(key);
    old.ifPresent(present -> drop(key, present));
    return new Step.Deleted(old.isPresent());
  }

  private void removeEnd(Key key, Versioned old) {
    old.end(key).ifPresent(this::remove);
  }

  private void add(End end) {
    cells.addEnd(end);
    head = head.withEnds(head.ends() + 1);
  }

  private void remove(End end) {
    cells.removeEnd(end);
    head = head.withEnds(head.ends() - 1);
  }
}
