package io.kvasir.engine;

import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.Observer;
import io.kvasir.engine.port.StorageFault;

/** What is left of a bucket's data after a fault is invisible; the next start tries again. */
record DropEnd(Observer observer) implements Completion<Void> {
  @Override
  public void succeed(Void nothing) {}

  @Override
  public void fail(StorageFault fault) {
    observer.onReplication(new ReplicationObservation.StorageFaulted(fault.reason()));
  }
}
