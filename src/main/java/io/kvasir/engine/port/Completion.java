package io.kvasir.engine.port;

/** Where an asynchronous call ends: exactly one of the two is called once, on any thread. */
public interface Completion<T> {
  void succeed(T value);

  void fail(StorageFault fault);

  /** Ends a call that has nothing to tell but that it succeeded. */
  @SuppressWarnings("NullAway") // a Void can only be null
  static void done(Completion<Void> completion) {
    completion.succeed(null);
  }
}
