package io.kvasir.engine;

import io.kvasir.core.replication.Refusal;
import io.kvasir.core.time.HybridTimestamp;
import java.util.Optional;
import java.util.function.Consumer;

/** Where a merge is told of its fate. */
interface Merger {
  /** Nobody waits for it. */
  Merger NOBODY = of(durable -> {}, refused -> {});

  /**
   * It is durable here.
   *
   * @param newer the stamp that stays, when the delta is of a register that was written later
   * @param changed whether it brought anything new
   */
  void merged(Optional<HybridTimestamp> newer, boolean changed);

  /**
   * Nothing was changed, or nobody knows.
   *
   * @param refusal empty when it failed for now
   */
  void notMerged(Optional<Refusal> refusal);

  /**
   * One that calls back.
   *
   * @param merged told whether it brought anything new
   * @param notMerged told of the refusal; of none when it failed for now
   */
  static Merger of(Consumer<Boolean> merged, Consumer<Optional<Refusal>> notMerged) {
    return new Merger() {
      @Override
      public void merged(Optional<HybridTimestamp> newer, boolean changed) {
        merged.accept(changed);
      }

      @Override
      public void notMerged(Optional<Refusal> refusal) {
        notMerged.accept(refusal);
      }
    };
  }
}
