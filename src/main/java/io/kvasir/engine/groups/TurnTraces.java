package io.kvasir.engine.groups;

import io.kvasir.engine.port.Trace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the events of one turn are for, since a turn's effects are for all of them. */
final class TurnTraces {
  /** Beyond these, events of one turn share its work unseen. */
  private static final int TRACES = 16;

  private List<Trace> traces = List.of();

  void note(@Nullable Trace trace) {
    if (trace != null && traces.size() < TRACES) {
      if (traces.isEmpty()) {
        traces = new ArrayList<>(1);
      }
      traces.add(trace);
    }
  }

  /** Of all events since the last call; null when none of them is traced. */
  @Nullable Trace take() {
    if (traces.isEmpty()) {
      return null;
    }
    List<Trace> all = traces;
    traces = List.of();
    return all.getFirst().with(all.subList(1, all.size()));
  }
}
