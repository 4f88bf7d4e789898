package io.kvasir.engine;

import io.kvasir.core.node.NodeId;
import io.kvasir.core.replication.Outbox;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.PartitionStore;
import io.kvasir.engine.port.PartitionStore.StoredOutgoing;
import io.kvasir.engine.port.StorageFault;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Sends unacknowledged deltas again, one after another: memory holds one of them at a time,
 * whatever their size, besides what the transport has queued. A peer whose queue is full gets no
 * more of them in this round.
 */
final class Resends {
  /** How a delta gets to its peer. */
  interface Line {
    /** False when it does not leave this node. */
    boolean send(StoredOutgoing delta, NodeId to, long asOf);
  }

  private final PartitionStore store;
  private final Loop loop;
  private final Line line;
  private final Consumer<StorageFault> onFault;
  private final LongSupplier clock;
  private final ArrayDeque<Due> due = new ArrayDeque<>();
  private boolean loading;

  /** Owed at that reading of the burial clock. */
  private record Due(Outbox.Effect.Resend resend, long asOf) {}

  Resends(
      PartitionStore store,
      Loop loop,
      Line line,
      LongSupplier clock,
      Consumer<StorageFault> onFault) {
    this.clock = clock;
    this.store = store;
    this.loop = loop;
    this.line = line;
    this.onFault = onFault;
  }

  /** Whether the last round is over; the next one begins only then. */
  boolean isIdle() {
    return !loading && due.isEmpty();
  }

  void add(Outbox.Effect.Resend resend) {
    due.add(new Due(resend, clock.getAsLong()));
    advance();
  }

  private void advance() {
    if (loading || due.isEmpty()) {
      return;
    }
    loading = true;
    Due first = due.remove();
    Outbox.Effect.Resend next = first.resend();
    store.loadOutgoing(
        next.partition(),
        next.sequence(),
        new Completion<>() {
          @Override
          public void succeed(Optional<StoredOutgoing> stored) {
            loop.complete(() -> send(stored, next.to(), first.asOf()));
          }

          @Override
          public void fail(StorageFault fault) {
            loop.complete(() -> skip(fault));
          }
        });
  }

  private void send(Optional<StoredOutgoing> stored, NodeId to, long asOf) {
    if (stored.isPresent() && !line.send(stored.get(), to, asOf)) {
      due.removeIf(each -> each.resend().to().equals(to));
    }
    loading = false;
    advance();
  }

  private void skip(StorageFault fault) {
    onFault.accept(fault);
    loading = false;
    advance();
  }
}
