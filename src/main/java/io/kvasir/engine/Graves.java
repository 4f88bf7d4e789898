package io.kvasir.engine;

import io.kvasir.core.burial.Burials;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.Deadline;
import io.kvasir.core.time.Tick;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What this node remembers of the keys it dropped, and its burial clock: a logical one (Lamport,
 * 1978) that is in every message of the data path and moves on when replicas drop keys. For any
 * thread.
 *
 * <p>Whatever carries a state says the reading at which that was read, or begun to be asked for. A
 * share refuses what is of before its fence.
 */
final class Graves {
  private final Map<Share, Burials> kept = new ConcurrentHashMap<>();
  private final AtomicLong clock = new AtomicLong();
  private final AtomicReference<Optional<Deadline>> held = new AtomicReference<>(Optional.empty());

  /** Has this node agree to no further drops for a while. */
  void hold(Deadline until) {
    held.set(Optional.of(until));
  }

  /** Whether somebody needs that nothing is dropped now. */
  boolean isHeld(Tick now) {
    return held.get().filter(until -> !until.isPassed(now)).isPresent();
  }

  void note(Burials burials) {
    kept.put(new Share(burials.partition(), burials.replicas()), burials);
    heard(burials.fence());
  }

  Burials of(PartitionId partition, int replicas) {
    Burials burials = kept.get(new Share(partition, replicas));
    return burials == null ? Burials.none(partition, replicas) : burials;
  }

  /** The latest reading that is known here. */
  long clock() {
    return clock.get();
  }

  /** Somebody knows of that reading. */
  void heard(long reading) {
    clock.accumulateAndGet(reading, Math::max);
  }

  /** Whether a state that was read then may show again what was dropped. */
  boolean isPast(PartitionId partition, int replicas, long asOf) {
    return asOf < of(partition, replicas).fence();
  }
}
