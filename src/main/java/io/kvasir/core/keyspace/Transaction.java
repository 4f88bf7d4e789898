package io.kvasir.core.keyspace;

import io.kvasir.core.bucket.Key;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * When all of {@code compares} hold, {@code success} is carried out, else {@code failure}; all at
 * one point in the shard's history.
 */
public record Transaction(List<Compare> compares, List<Action> success, List<Action> failure) {
  public Transaction {
    compares = List.copyOf(compares);
    success = List.copyOf(success);
    failure = List.copyOf(failure);
  }

  /** One step without a condition. */
  public static Transaction of(Action action) {
    return new Transaction(List.of(), List.of(action), List.of());
  }

  /**
   * A key that a branch puts or increments twice, or puts and deletes. Such a transaction is not to
   * be proposed, as etcd refuses it: two values of a key would share a revision.
   */
  public static Optional<Key> writtenTwice(List<Action> branch) {
    TreeSet<Key> puts = new TreeSet<>();
    TreeSet<Key> deleted = new TreeSet<>();
    for (Action action : branch) {
      boolean clash =
          switch (action) {
            case Action.Put put -> !puts.add(put.key()) || deleted.contains(put.key());
            case Action.Increment(Key key, long amount, var ttl) ->
                !puts.add(key) || deleted.contains(key);
            case Action.Delete(Key key) -> deleted.add(key) && puts.contains(key);
            case Action.Get get -> false;
          };
      if (clash) {
        return Optional.of(action.key());
      }
    }
    return Optional.empty();
  }

  /** All keys that it reads or writes. */
  public SortedSet<Key> keys() {
    TreeSet<Key> keys = new TreeSet<>();
    compares.forEach(compare -> keys.add(compare.key()));
    success.forEach(action -> keys.add(action.key()));
    failure.forEach(action -> keys.add(action.key()));
    return keys;
  }
}
