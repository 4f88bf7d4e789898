package io.kvasir.edge.cli.bench;

import io.kvasir.edge.cli.bench.workload.Frontier;
import io.kvasir.edge.cli.bench.workload.Kind;
import io.kvasir.edge.cli.bench.workload.Operation;
import io.kvasir.edge.cli.bench.workload.Sightings;
import io.kvasir.edge.cli.bench.workload.Workload;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Gives operations that are due to places that are free, the longest free first, and records what
 * became of them. Of one thread; knows neither sockets nor clocks.
 */
final class Dispatcher {
  private final Schedule schedule;
  private final Workload workload;
  private final Recorder recorder;
  private final Window window;
  private final Frontier frontier;
  private final Sightings sightings;
  private final Deque<Place> free = new ArrayDeque<>();
  private boolean begun;
  private boolean exhausted;
  private int busy;

  Dispatcher(
      Schedule schedule,
      Workload workload,
      Recorder recorder,
      Window window,
      Frontier frontier,
      Sightings sightings) {
    this.schedule = schedule;
    this.workload = workload;
    this.recorder = recorder;
    this.window = window;
    this.frontier = frontier;
    this.sightings = sightings;
  }

  /** A place may be given an operation. */
  void offer(Place place) {
    if (!place.isBusy() && !place.isQueued()) {
      place.queued(true);
      free.add(place);
    }
  }

  /** Begins what is due. */
  void turn(long now) {
    if (!window.hasBegun() || now - window.beginning() < 0) {
      return;
    }
    if (!begun) {
      begun = true;
      schedule.begin(window.beginning());
    }
    while (!free.isEmpty() && isDue(now)) {
      Place place = free.remove();
      place.queued(false);
      if (place.lane().isOpen()) {
        begin(place, now);
      }
    }
  }

  /** What was to begin before the end is sent behind it, too, unless the load was stopped. */
  private boolean isDue(long now) {
    long due = schedule.due(now);
    return !exhausted && due - now <= 0 && due - window.end() < 0 && !window.isStopped();
  }

  private void begin(Place place, long now) {
    Operation operation = place.operation();
    if (!workload.next(operation)) {
      exhausted = true;
      return;
    }
    place.begin(schedule.due(now), now);
    schedule.take();
    busy++;
    if (operation.sequence() != Operation.UNWATCHED) {
      sightings.begin(operation.sequence(), place.start());
    }
    place.lane().send(place);
  }

  void succeeded(Place place, long now) {
    if (!place.isAbandoned()) {
      if (place.operation().advance()) {
        place.sent(now);
        place.lane().send(place);
        return;
      }
      Kind kind = place.operation().kind();
      if (kind == Kind.INSERT) {
        frontier.inserted();
      }
      if (place.isMissed()) {
        recorder.missed(kind, place.start(), now);
      } else {
        recorder.succeeded(kind, place.start(), now);
      }
    }
    release(place);
  }

  void missed(Place place, long now) {
    place.miss();
    succeeded(place, now);
  }

  void failed(Place place, long now, String kind) {
    if (!place.isAbandoned()) {
      recorder.failed(place.start(), now, kind);
    }
    release(place);
  }

  /** Counts a request as failed whose answer may still come; its place stays taken. */
  void abandon(Place place, long now, String kind) {
    recorder.failed(place.start(), now, kind);
    place.abandon();
    busy--;
  }

  private void release(Place place) {
    if (!place.isAbandoned()) {
      busy--;
    }
    place.end();
    offer(place);
  }

  /** A watch told of a write. */
  void seen(long sequence, long now) {
    long start = sightings.start(sequence);
    if (start != Sightings.UNKNOWN) {
      recorder.succeeded(Kind.EVENT, start, now);
    }
  }

  /** A failure of no operation: nobody took the connection. */
  void failed(long now, String kind) {
    recorder.failed(now, now, kind);
  }

  /** Whether nothing is under way, and nothing will be. */
  boolean isDone(long now) {
    boolean over = exhausted || window.isStopped() || (window.isOver(now) && nothingLeft(now));
    return busy == 0 && over;
  }

  private boolean nothingLeft(long now) {
    return schedule.due(now) - window.end() >= 0;
  }

  /** Counts what was due and did not begin. */
  void close() {
    if (begun && schedule instanceof OpenSchedule open && !exhausted) {
      recorder.unsent(open.untaken(window.end()));
    }
  }
}
