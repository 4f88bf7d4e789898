package io.kvasir.engine.groups;

import io.kvasir.core.consensus.LogEntry;
import io.kvasir.engine.port.Trace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the latest entries of a leader were proposed for. They may go to a follower in a later turn,
 * when it is known to be ready for them.
 */
final class EntryTraces {
  /** Of more than that, the oldest go to followers unseen. */
  private static final int ENTRIES = 128;

  /** Longer than any request waits. */
  private static final long PATIENCE_MILLIS = 70_000;

  private record Proposed(long index, long term, long atMillis, Trace trace) {
    boolean isAmong(List<LogEntry> entries) {
      long place = index - entries.getFirst().index();
      return place >= 0 && place < entries.size() && entries.get((int) place).term() == term;
    }
  }

  private @Nullable ArrayDeque<Proposed> proposed;

  /**
   * The entry has its place.
   *
   * @param trace what it was proposed for; null when that is not traced
   */
  void placed(long index, long term, LongSupplier clock, @Nullable Trace trace) {
    if (trace != null) {
      ArrayDeque<Proposed> latest = proposed == null ? new ArrayDeque<>() : proposed;
      if (latest.size() == ENTRIES) {
        latest.removeFirst();
      }
      latest.add(new Proposed(index, term, clock.getAsLong(), trace));
      proposed = latest;
    }
  }

  /**
   * What is done with entries is done for; null when that is not traced.
   *
   * @param entries following each other
   */
  @Nullable Trace of(List<LogEntry> entries) {
    if (proposed == null || entries.isEmpty()) {
      return null;
    }
    List<Trace> traces = new ArrayList<>();
    for (Proposed each : proposed) {
      if (each.isAmong(entries)) {
        traces.add(each.trace());
      }
    }
    return traces.isEmpty() ? null : traces.getFirst().with(traces.subList(1, traces.size()));
  }

  /** Forgets entries so old that whoever is sent them now is no part of their requests. */
  void tick(LongSupplier clock) {
    if (proposed != null) {
      long nowMillis = clock.getAsLong();
      proposed.removeIf(each -> nowMillis - each.atMillis() > PATIENCE_MILLIS);
      proposed = proposed.isEmpty() ? null : proposed;
    }
  }
}
