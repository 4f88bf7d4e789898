package io.kvasir.core.consensus;

import java.util.EnumMap;

/** What happened how often. */
final class SimCensus {
  private final EnumMap<SimFault, Long> faults = new EnumMap<>(SimFault.class);
  private final EnumMap<SimSight, Long> sights = new EnumMap<>(SimSight.class);
  private long events;
  private long runs;

  void on(SimFault fault) {
    faults.merge(fault, 1L, Long::sum);
  }

  void on(SimSight sight) {
    sights.merge(sight, 1L, Long::sum);
  }

  void onRunEnded(long eventsOfRun) {
    runs++;
    events += eventsOfRun;
  }

  void add(SimCensus other) {
    other.faults.forEach((fault, count) -> faults.merge(fault, count, Long::sum));
    other.sights.forEach((sight, count) -> sights.merge(sight, count, Long::sum));
    runs += other.runs;
    events += other.events;
  }

  long count(SimFault fault) {
    return faults.getOrDefault(fault, 0L);
  }

  long count(SimSight sight) {
    return sights.getOrDefault(sight, 0L);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("%,d seeds, %,d events".formatted(runs, events));
    text.append("\n  faults ");
    for (SimFault fault : SimFault.values()) {
      text.append(" %s %,d".formatted(fault, count(fault)));
    }
    text.append("\n  sights ");
    for (SimSight sight : SimSight.values()) {
      text.append(" %s %,d".formatted(sight, count(sight)));
    }
    return text.toString();
  }
}
