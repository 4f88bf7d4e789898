package io.kvasir.sim;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What happened how often. */
final class Census {
  private final EnumMap<Fault, Long> faults = new EnumMap<>(Fault.class);
  private final TreeMap<String, Long> operations = new TreeMap<>();
  private final TreeMap<String, Long> observations = new TreeMap<>();
  private long events;
  private long runs;

  void onFault(Fault fault) {
    faults.merge(fault, 1L, Long::sum);
  }

  /** An operation of {@code kind} ended with {@code outcome}. */
  void onOperation(String kind, String outcome) {
    operations.merge(kind + ' ' + outcome, 1L, Long::sum);
  }

  /** {@code count} of them did. */
  void onOperations(String kind, String outcome, long count) {
    operations.merge(kind + ' ' + outcome, count, Long::sum);
  }

  void onObservation(String what) {
    observations.merge(what, 1L, Long::sum);
  }

  void onRunEnded(long eventsOfRun) {
    runs++;
    events += eventsOfRun;
  }

  void add(Census other) {
    other.faults.forEach((fault, count) -> faults.merge(fault, count, Long::sum));
    other.operations.forEach((kind, count) -> operations.merge(kind, count, Long::sum));
    other.observations.forEach((what, count) -> observations.merge(what, count, Long::sum));
    runs += other.runs;
    events += other.events;
  }

  long count(Fault fault) {
    return faults.getOrDefault(fault, 0L);
  }

  long observed(String what) {
    return observations.getOrDefault(what, 0L);
  }

  /** How many operations of {@code kind} ended. */
  long operations(String kind) {
    return operations.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(kind + ' '))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Which share of the operations of {@code kind} ended with {@code outcome}, 0 to 1. */
  double share(String kind, String outcome) {
    long all = operations(kind);
    return all == 0 ? 0 : (double) operations.getOrDefault(kind + ' ' + outcome, 0L) / all;
  }

  @Override
  public String toString() {
    return "%d seeds, %,d events%n  faults        %s%n  operations    %s%n  observations  %s"
        .formatted(runs, events, line(faults), line(operations), line(observations));
  }

  private static String line(Map<?, Long> counts) {
    StringBuilder line = new StringBuilder();
    counts.forEach((what, count) -> line.append("%s %,d, ".formatted(what, count)));
    return line.isEmpty() ? "none" : line.substring(0, line.length() - 2);
  }
}
