package io.kvasir.core.keyspace;

import io.kvasir.core.bucket.Key;
import java.util.Optional;

/** Where a shard's state is kept, its {@link Head} excepted. What is written is read at once. */
public interface Cells {
  Optional<Versioned> get(Key key);

  /**
   * The bytes of what stands under {@code key} as they are stored; so much that a transaction which
   * names several keys exceeds {@link Keyspace#MAX_WEIGHT} when they were not read for that reason.
   */
  long weight(Key key);

  void put(Key key, Versioned versioned);

  void delete(Key key);

  /** Notes that a key ends then. */
  void addEnd(End end);

  void removeEnd(End end);

  /** Whether it was noted and not removed. */
  boolean hasEnd(End end);

  Optional<Remembered> recall(String retryKey);

  void remember(String retryKey, Remembered remembered);

  void forget(String retryKey);

  /** The retry key at a place of the queue; empty when it was removed, or forgotten. */
  Optional<String> queued(long place);

  void enqueue(long place, String retryKey);

  void dequeue(long place);

  /** Keeps the latest revision as a part of the history. */
  void note(Revision revision);
}
