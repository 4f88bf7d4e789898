package io.kvasir.sim;

import io.kvasir.engine.port.Loop;
import java.util.ArrayDeque;

/** A loop whose thread is the agenda: each task is an item of its own. */
final class SimLoop implements Loop {
  private final Life life;
  private final Chance chance;
  private final int capacity;
  private final Runnable onFull;
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

  /**
   * @param capacity how many tasks may wait before offers are declined
   * @param onFull told of every declined offer
   */
  SimLoop(Life life, Chance chance, int capacity, Runnable onFull) {
    this.life = life;
    this.chance = chance;
    this.capacity = capacity;
    this.onFull = onFull;
  }

  @Override
  public boolean offer(Runnable task) {
    if (tasks.size() >= capacity) {
      onFull.run();
      return false;
    }
    complete(task);
    return true;
  }

  @Override
  public void complete(Runnable task) {
    tasks.add(task);
    if (tasks.size() == 1) {
      runNextSoon();
    }
  }

  private void runNextSoon() {
    life.after(chance.between(2, 40), "loop", this::runNext);
  }

  private void runNext() {
    tasks.element().run();
    tasks.remove();
    if (!tasks.isEmpty()) {
      runNextSoon();
    }
  }
}
