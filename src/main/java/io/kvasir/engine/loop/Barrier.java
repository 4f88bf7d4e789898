package io.kvasir.engine.loop;

import io.kvasir.engine.port.Loop;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Waits, without blocking, until each of some loops has come round. */
public final class Barrier {
  private Barrier() {}

  /** Runs {@code then} on the loop that comes last; never when one of them is stuck. */
  public static void across(List<Loop> loops, Runnable then) {
    AtomicInteger missing = new AtomicInteger(loops.size());
    for (Loop loop : loops) {
      loop.complete(
          () -> {
            if (missing.decrementAndGet() == 0) {
              then.run();
            }
          });
    }
  }
}
