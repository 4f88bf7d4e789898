package io.kvasir.engine.port;

/** Where an asynchronous call ends: exactly one of the two is called once, on any thread. */
public interface Completion<T> {
  void succeed(T value);

  void fail(StorageFault fault);
}
