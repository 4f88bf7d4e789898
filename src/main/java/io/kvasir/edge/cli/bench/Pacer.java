package io.kvasir.edge.cli.bench;

import java.nio.channels.Selector;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes an event loop when operations of an open loop are due: a selector's own timeout counts
 * whole milliseconds. At high rates it wakes it every 100 µs, for all that are due then.
 */
final class Pacer implements Runnable {
  private static final double SHORTEST_NANOS = 100_000;
  private static final long LOOK_NANOS = 20_000_000;

  private final Window window;
  private final Selector selector;
  private final double distance;
  private final double phase;
  private volatile boolean ended;

  /**
   * @param perSecond operations of the loop
   * @param phase as the schedule's
   */
  Pacer(Window window, Selector selector, double perSecond, double phase) {
    this.window = window;
    this.selector = selector;
    this.distance = Math.max(SHORTEST_NANOS, 1e9 / perSecond);
    this.phase = phase;
  }

  @Override
  public void run() {
    while (!ended) {
      long now = System.nanoTime();
      long wait = window.hasBegun() ? untilNext(now) : LOOK_NANOS;
      LockSupport.parkNanos(Math.min(wait, LOOK_NANOS));
      if (window.hasBegun() && wait <= LOOK_NANOS) {
        selector.wakeup();
      }
    }
  }

  private long untilNext(long now) {
    double past = (now - window.beginning()) / distance - phase;
    double next = Math.floor(past) + 1;
    return Math.max(1, (long) ((next - past) * distance));
  }

  void end() {
    ended = true;
  }
}
