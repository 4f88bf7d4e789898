package io.kvasir.edge.rocksdb;

import io.kvasir.contract.Call;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.StorageFault;

/** Tells on which thread a call ended. */
final class ThreadOfEnd<T> implements Completion<T> {
  private final Call<Thread> thread = new Call<>();

  @Override
  public void succeed(T value) {
    thread.succeed(Thread.currentThread());
  }

  @Override
  public void fail(StorageFault fault) {
    thread.fail(fault);
  }

  Thread thread() {
    return thread.value();
  }
}
