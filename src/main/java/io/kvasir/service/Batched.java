package io.kvasir.service;

import io.kvasir.core.bucket.DataType;
import java.util.List;
import java.util.Optional;

/**
 * What became of the operations of a batch.
 *
 * @param type of the bucket
 * @param steps one per operation, in their order
 * @param position of a linearizable bucket
 * @param repeated whether an earlier batch with the same retry key had done it
 */
public record Batched(
    DataType type, List<Step> steps, Optional<Position> position, boolean repeated) {
  public Batched {
    steps = List.copyOf(steps);
  }

  /** One operation, as if it had come alone. */
  public sealed interface Step {}

  /** A put, or an increment. */
  public record Put(Result<Written> result) implements Step {}

  public record Deleted(Result<Written> result) implements Step {}

  public record Got(Result<Content> result) implements Step {}
}
