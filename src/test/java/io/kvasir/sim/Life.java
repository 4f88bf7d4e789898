package io.kvasir.sim;

import io.kvasir.core.node.NodeId;
import java.util.function.Supplier;

/** One run of a node's process, from start to crash. What was planned in it dies with it. */
final class Life {
  private final Agenda agenda;
  private final NodeId node;
  private boolean alive = true;
  private long pausedUntil;

  Life(Agenda agenda, NodeId node) {
    this.node = node;
    this.agenda = agenda;
  }

  /** Tells the trace what happens in this process. */
  void note(String label, Supplier<String> detail) {
    agenda.note(label, () -> node + " " + detail.get());
  }

  boolean isAlive() {
    return alive;
  }

  boolean isPaused() {
    return agenda.now() < pausedUntil;
  }

  /** When the process goes on, in virtual microseconds; in the past unless it is paused. */
  long pausedUntil() {
    return pausedUntil;
  }

  void end() {
    alive = false;
  }

  /** Stops the whole process, as a collector or a hypervisor does; its clocks go on. */
  void pause(long micros) {
    pausedUntil = Math.max(pausedUntil, agenda.now() + micros);
  }

  /** Runs {@code task} in this process after a while, unless it crashed by then. */
  void after(long delayMicros, String label, Runnable task) {
    agenda.after(delayMicros, label, () -> enter(label, task));
  }

  private void enter(String label, Runnable task) {
    if (!alive) {
      return;
    }
    if (isPaused()) {
      agenda.after(pausedUntil - agenda.now(), label, () -> enter(label, task));
    } else {
      task.run();
    }
  }
}
