package io.kvasir.core.replication;

import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Seen;
import io.kvasir.core.time.HybridTimestamp;
import java.util.Optional;

/** How a write ended, as far as can be known. */
public sealed interface WriteOutcome {
  /**
   * At least W replicas hold it durably.
   *
   * @param seen what the client has seen of the key that way: what it wrote, and what that
   *     replaced; empty for types without causal contexts
   */
  record Stored(HybridTimestamp stamp, int acked, Optional<Seen.OfKey> seen)
      implements WriteOutcome {
    /** Of a key without causal context. */
    public Stored(HybridTimestamp stamp, int acked) {
      this(stamp, acked, Optional.empty());
    }

    public Stored showing(Crdt delta) {
      return new Stored(stamp, acked, Seen.of(delta));
    }
  }

  /**
   * Too few replicas can be reached.
   *
   * @param maybeApplied false when no replica holds it or ever will; true when some may
   */
  record QuorumUnavailable(int acked, int needed, boolean maybeApplied) implements WriteOutcome {}

  /** The deadline passed with {@code acked} of {@code needed}; it may or may not be applied. */
  record Indeterminate(int acked, int needed) implements WriteOutcome {}

  /** The operation cannot be applied; nothing was changed. */
  record Refused(Refusal reason) implements WriteOutcome {}

  /** The node has too much to do; nothing was changed. */
  record Overloaded() implements WriteOutcome {}
}
