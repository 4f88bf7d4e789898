package io.kvasir.core.consensus;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The disk below one replica. What is called for takes effect at once for readers, and survives a
 * crash when a sync that began after it has ended, or by luck: a prefix of the rest.
 */
final class SimDisk {
  private record Call(SimImage.Operation operation, Optional<Event> report) {}

  private final SimAgenda agenda;
  private final SimChance chance;
  private final Consumer<Event> reports;
  private final ArrayDeque<Call> unsynced = new ArrayDeque<>();
  private final SimImage durable;
  private SimImage live;
  private boolean syncing;
  private long opened;
  private long slowness;
  private boolean coalescing;

  SimDisk(SimAgenda agenda, SimChance chance, LogStart start, Consumer<Event> reports) {
    this.agenda = agenda;
    this.chance = chance;
    this.reports = reports;
    this.durable = new SimImage(start);
    this.live = new SimImage(start);
  }

  /** What the running process reads. */
  SimImage live() {
    return live;
  }

  /** What is left at least if the process dies now. */
  SimImage durable() {
    return durable;
  }

  /** Each sync takes {@code micros} more. */
  void slowDown(long micros) {
    slowness = micros;
  }

  void coalesce(boolean whether) {
    coalescing = whether;
  }

  /** Does {@code operation}; durable some time. */
  void call(SimImage.Operation operation) {
    live.perform(operation);
    unsynced.add(new Call(operation, Optional.empty()));
  }

  /** Does {@code operation}, and reports {@code report} when it is durable. */
  void call(SimImage.Operation operation, Event report) {
    live.perform(operation);
    unsynced.add(new Call(operation, Optional.of(report)));
    if (!syncing) {
      sync();
    }
  }

  private void sync() {
    syncing = true;
    int calls = unsynced.size();
    long now = opened;
    long delay = chance.between(200, 3_000) + (slowness > 0 ? chance.between(0, slowness) : 0);
    agenda.after(
        delay,
        () -> {
          if (opened == now) {
            synced(calls);
          }
        });
  }

  private void synced(int calls) {
    List<Event> done = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      Call call = unsynced.remove();
      durable.perform(call.operation());
      if (call.report().isPresent()) {
        addTo(done, call.report().get());
      }
    }
    long now = opened;
    for (Event report : done) {
      agenda.after(
          0,
          () -> {
            if (opened == now) {
              reports.accept(report);
            }
          });
    }
    syncing = false;
    for (Call call : unsynced) {
      if (call.report().isPresent()) {
        sync();
        return;
      }
    }
  }

  /** The report of a write says that of all before. */
  private void addTo(List<Event> done, Event report) {
    if (coalescing
        && report instanceof Event.Persisted
        && !done.isEmpty()
        && done.getLast() instanceof Event.Persisted) {
      done.removeLast();
    }
    done.add(report);
  }

  /**
   * The process dies, and with it what did not happen to reach the disk.
   *
   * @return how many calls were lost
   */
  int crash() {
    int kept = chance.percent(40) ? 0 : chance.index(unsynced.size() + 1);
    for (int i = 0; i < kept; i++) {
      durable.perform(unsynced.remove().operation());
    }
    int lost = unsynced.size();
    unsynced.clear();
    live = durable.copy();
    opened++;
    syncing = false;
    return lost;
  }
}
