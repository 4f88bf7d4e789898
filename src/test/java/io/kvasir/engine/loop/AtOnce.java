package io.kvasir.engine.loop;

import io.kvasir.engine.port.Loop;

/** Does everything in the moment in which it is asked for. */
public final class AtOnce implements Loop {
  @Override
  public boolean offer(Runnable task) {
    task.run();
    return true;
  }

  @Override
  public void complete(Runnable task) {
    task.run();
  }
}
