package io.kvasir.edge.cli.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** How many operations an event loop has done, warm-up included; for whoever looks on. */
final class Progressed {
  private static final VarHandle SUCCEEDED = handle("succeeded");
  private static final VarHandle FAILED = handle("failed");

  private long succeeded;
  private long failed;

  private static VarHandle handle(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(Progressed.class, field, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  void succeeded() {
    SUCCEEDED.setOpaque(this, succeeded + 1);
  }

  void failed() {
    FAILED.setOpaque(this, failed + 1);
  }

  long operations() {
    return (long) SUCCEEDED.getOpaque(this);
  }

  long errors() {
    return (long) FAILED.getOpaque(this);
  }
}
