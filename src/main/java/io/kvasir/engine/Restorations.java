package io.kvasir.engine;

import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.crdt.Flaw;
import io.kvasir.core.ring.PartitionId;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Whether the damaged rows of a key may be replaced by what other replicas hold: only if those knew
 * all that was minted here when they were asked, and nothing was written to the key since, or
 * dropped. Dots that were forgotten would be minted again, and what was dropped could show again.
 */
final class Restorations {
  /** Rows of a key that are to be replaced, from when the other replicas are asked for it. */
  static final class Restoration {
    private final PartitionId partition;
    private final Flaw flaw;
    private final long asOf;
    private boolean barred;

    private Restoration(PartitionId partition, Flaw flaw, long asOf, boolean barred) {
      this.partition = partition;
      this.flaw = flaw;
      this.asOf = asOf;
      this.barred = barred;
    }

    PartitionId partition() {
      return partition;
    }

    EntryKey entry() {
      return flaw.entry();
    }

    /** Whether the others knew all when they were asked, and nothing happened to the key since. */
    boolean isUntouched() {
      return !barred;
    }
  }

  private final Debts debts;
  private final Fence fence;
  private final LongSupplier burialClock;
  private Optional<Restoration> current = Optional.empty();

  Restorations(Debts debts, Fence fence, LongSupplier burialClock) {
    this.debts = debts;
    this.fence = fence;
    this.burialClock = burialClock;
  }

  /** Before the other replicas are asked for a key. The one before is given up. */
  Restoration prepare(PartitionId partition, Flaw flaw) {
    Restoration begun =
        new Restoration(partition, flaw, burialClock.getAsLong(), debts.has(flaw.entry()));
    current = Optional.of(begun);
    return begun;
  }

  /** Nothing else happens to the key from when it is examined until it is restored. */
  boolean mayRestore(Flaw flaw) {
    return current
        .filter(begun -> begun.flaw.equals(flaw) && !begun.barred)
        .filter(begun -> !fence.isPast(begun.partition, flaw.entry(), begun.asOf))
        .isPresent();
  }

  /** The key changes: what others said of it before is no longer all. */
  void bar(EntryKey entry) {
    current.filter(begun -> begun.entry().equals(entry)).ifPresent(begun -> begun.barred = true);
  }
}
