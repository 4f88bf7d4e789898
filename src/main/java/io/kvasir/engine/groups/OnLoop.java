package io.kvasir.engine.groups;

import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.Loop;
import io.kvasir.engine.port.StorageFault;
import io.kvasir.engine.port.Trace;
import java.util.function.Consumer;

/** Brings the end of a call to the store back to the loop that made it. */
record OnLoop<T>(Loop loop, Consumer<T> onSuccess, Consumer<StorageFault> onFault)
    implements Completion<T> {
  OnLoop {
    onSuccess = Trace.carried(onSuccess);
  }

  @Override
  public void succeed(T value) {
    loop.complete(() -> onSuccess.accept(value));
  }

  @Override
  public void fail(StorageFault fault) {
    loop.complete(() -> onFault.accept(fault));
  }
}
