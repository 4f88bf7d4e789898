package io.kvasir.edge.tracing;

import io.kvasir.engine.port.Trace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Work for several traces at once: its steps are within the first, and point to the others. */
final class JointTrace extends Trace {
  private final OpenSpan first;
  private final List<OpenSpan> others;

  JointTrace(OpenSpan first, List<OpenSpan> others) {
    this.first = first;
    this.others = List.copyOf(others);
  }

  /** What this thread works for; none when it works for nothing. */
  static List<OpenSpan> ofThisThread() {
    return switch (Trace.current()) {
      case OpenSpan span -> List.of(span);
      case JointTrace joint -> joint.all();
      case null, default -> List.of();
    };
  }

  private List<OpenSpan> all() {
    List<OpenSpan> all = new ArrayList<>(others.size() + 1);
    all.add(first);
    all.addAll(others);
    return all;
  }

  static List<SpanContext> contexts(List<OpenSpan> spans) {
    return spans.stream().map(OpenSpan::context).toList();
  }

  @Override
  public Step begin(String name) {
    return first.child(name, Span.Kind.INTERNAL, null, contexts(others));
  }

  @Override
  public Trace took(String name, long sinceNanos, @Nullable Trace with) {
    return first.took(name, sinceNanos, with == null ? others.getFirst() : with);
  }

  @Override
  public Trace with(List<Trace> more) {
    List<Trace> all = new ArrayList<>(others);
    all.addAll(more);
    return first.with(all);
  }
}
