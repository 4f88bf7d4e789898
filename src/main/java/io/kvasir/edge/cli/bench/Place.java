package io.kvasir.edge.cli.bench;

import io.kvasir.edge.cli.bench.workload.Operation;

/** Where one operation at a time is under way on a connection. */
final class Place {
  private final Lane lane;
  private final int number;
  private final Operation operation = new Operation();
  private long start;
  private long sent;
  private boolean busy;
  private boolean abandoned;
  private boolean missed;
  private boolean queued;

  Place(Lane lane, int number) {
    this.lane = lane;
    this.number = number;
  }

  /** What carries its requests. */
  Lane lane() {
    return lane;
  }

  int number() {
    return number;
  }

  Operation operation() {
    return operation;
  }

  /**
   * An operation begins.
   *
   * @param theStart when it was to begin
   */
  void begin(long theStart, long now) {
    start = theStart;
    sent = now;
    busy = true;
    abandoned = false;
    missed = false;
  }

  void end() {
    busy = false;
  }

  /** Nobody waits for the answer any more, which may still come. */
  void abandon() {
    abandoned = true;
  }

  void miss() {
    missed = true;
  }

  boolean isMissed() {
    return missed;
  }

  boolean isBusy() {
    return busy;
  }

  boolean isAbandoned() {
    return abandoned;
  }

  long start() {
    return start;
  }

  void sent(long now) {
    sent = now;
  }

  /** When its latest request was sent. */
  long sent() {
    return sent;
  }

  boolean isQueued() {
    return queued;
  }

  void queued(boolean is) {
    queued = is;
  }
}
