package io.kvasir.core.keyspace;

import io.kvasir.core.bucket.Key;
import java.util.List;
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

  /** All keys that it reads or writes. */
  public SortedSet<Key> keys() {
    TreeSet<Key> keys = new TreeSet<>();
    compares.forEach(compare -> keys.add(compare.key()));
    success.forEach(action -> keys.add(action.key()));
    failure.forEach(action -> keys.add(action.key()));
    return keys;
  }
}
