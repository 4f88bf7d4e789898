package io.kvasir.service;

import io.kvasir.core.keyspace.Action;
import java.util.Optional;

/**
 * One operation of a batch.
 *
 * @param context what the client has seen of the key; of a convergent bucket only
 * @param ttlSeconds how long the key stays after a put or increment
 */
public record BatchItem(Action action, Optional<String> context, Optional<Long> ttlSeconds) {
  /** An operation that says no more. */
  public BatchItem(Action action) {
    this(action, Optional.empty(), Optional.empty());
  }
}
