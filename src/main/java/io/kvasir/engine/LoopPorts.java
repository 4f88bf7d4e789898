package io.kvasir.engine;

import io.kvasir.core.replication.ReplicationObservation;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.StorageFault;
import io.kvasir.engine.port.Trace;
import java.util.function.Consumer;

/** The world as one loop sees it. */
record LoopPorts(Loop loop, Engine.Ports ports) {
  void observe(ReplicationObservation observation) {
    ports.observer().onReplication(observation);
  }

  /** Ends a call of the store on the loop; tells the observer of a fault. */
  <T> Completion<T> then(Consumer<T> next, Runnable otherwise) {
    Consumer<T> carried = Trace.carried(next);
    return new Completion<>() {
      @Override
      public void succeed(T value) {
        loop.complete(() -> carried.accept(value));
      }

      @Override
      public void fail(StorageFault fault) {
        loop.complete(
            () -> {
              observe(new ReplicationObservation.StorageFaulted(fault.reason()));
              otherwise.run();
            });
      }
    };
  }
}
