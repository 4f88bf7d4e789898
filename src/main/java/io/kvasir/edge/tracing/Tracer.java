package io.kvasir.edge.tracing;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.node.NodeId;
import io.kvasir.engine.port.MessageTraces;
import io.kvasir.engine.port.PeerMessage;
import io.kvasir.engine.port.Trace;
import io.kvasir.service.RequestTrace;
import io.kvasir.service.RequestTraces;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes the spans of one node. */
public final class Tracer implements RequestTraces, MessageTraces {
  /** Questions under way, asked or being answered; beyond them messages are not traced. */
  static final int QUESTIONS = 8_192;

  /** Longer than any request waits. */
  static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(70);

  private static final Span.Attribute UNANSWERED =
      new Span.Attribute.Text("kvasir.answered", "false");

  private final double ratio;
  private final OpenSpan.Source source;
  private final Map<Long, OpenSpan> questions = new ConcurrentHashMap<>();

  /**
   * @param ratio of requests that are traced, of those whose clients do not say; 0 to 1
   * @param ended gets spans that are over; must not block
   */
  Tracer(double ratio, Consumer<Span> ended) {
    this.ratio = ratio;
    this.source = new OpenSpan.Source(Tracer::id, ended);
  }

  private static long id() {
    long id = ThreadLocalRandom.current().nextLong();
    return id == 0 ? 1 : id;
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public @Nullable RequestTrace begin(String protocol, String traceparent) {
    Optional<TraceParent> parent = TraceParent.parse(traceparent);
    if (parent.isPresent()) {
      SpanContext context = parent.get().context();
      return parent.get().sampled() ? begin(protocol, context, context.span()) : null;
    }
    SpanContext context = new SpanContext(id(), id(), id());
    return isChosen(context) ? begin(protocol, context, 0) : null;
  }

  /** The same for all nodes that know the trace. */
  private boolean isChosen(SpanContext context) {
    return ratio >= 1 || (context.low() & Long.MAX_VALUE) < (long) (ratio * Long.MAX_VALUE);
  }

  private RequestTrace begin(String protocol, SpanContext context, long parent) {
    OpenSpan server =
        new OpenSpan(
            source,
            context.child(id()),
            parent,
            "unknown",
            Span.Kind.SERVER,
            null,
            null,
            List.of(),
            System.nanoTime());
    return new ServedRequest(protocol, server);
  }

  @Override
  public List<Bytes> sending(NodeId to, PeerMessage message) {
    List<OpenSpan> current = JointTrace.ofThisThread();
    if (current.isEmpty()) {
      return List.of();
    }
    return switch (MessageRole.of(message)) {
      case ASKS -> ask(current, to, message);
      case ANSWERS -> answer(current, to);
      case TELLS -> List.of();
    };
  }

  private List<Bytes> ask(List<OpenSpan> current, NodeId to, PeerMessage message) {
    if (questions.size() >= QUESTIONS) {
      return List.of();
    }
    OpenSpan question =
        current
            .getFirst()
            .child(
                MessageRole.nameOf(message),
                Span.Kind.CLIENT,
                to,
                JointTrace.contexts(current.subList(1, current.size())));
    questions.put(question.context().span(), question);
    return List.of(new Mark(Mark.Role.ASKS, question.context()).encode());
  }

  /** Ends what was done for questions of {@code to}. */
  private List<Bytes> answer(List<OpenSpan> current, NodeId to) {
    List<Bytes> marks = new ArrayList<>(1);
    for (OpenSpan span : current) {
      OpenSpan serving = serving(span, to);
      if (serving != null) {
        questions.remove(serving.context().span());
        serving.end();
        SpanContext asked = serving.context().child(serving.parent());
        marks.add(new Mark(Mark.Role.ANSWERS, asked).encode());
      }
    }
    return marks;
  }

  private static @Nullable OpenSpan serving(OpenSpan innermost, NodeId node) {
    OpenSpan span = innermost;
    while (span != null && !span.isServing(node)) {
      span = span.within();
    }
    return span;
  }

  @Override
  public void refused(List<Bytes> marks) {
    for (Bytes bytes : marks) {
      Optional<Mark> mark = Mark.decode(bytes).filter(each -> each.role() == Mark.Role.ASKS);
      OpenSpan question = mark.isEmpty() ? null : questions.remove(mark.get().context().span());
      if (question != null) {
        question.end(true, List.of());
      }
    }
  }

  @Override
  public void receiving(NodeId from, PeerMessage message, List<Bytes> marks, Runnable delivery) {
    List<Trace> traces = new ArrayList<>(marks.size());
    for (Bytes bytes : marks) {
      OpenSpan span = Mark.decode(bytes).map(mark -> received(from, message, mark)).orElse(null);
      if (span != null) {
        traces.add(span);
      }
    }
    Trace before = Trace.enter(traces.isEmpty() ? null : traces.getFirst().with(traces));
    try {
      delivery.run();
    } finally {
      Trace.leave(before);
    }
  }

  private @Nullable OpenSpan received(NodeId from, PeerMessage message, Mark mark) {
    return switch (mark.role()) {
      case ASKS -> serve(from, message, mark.context());
      case ANSWERS -> answered(from, message, mark.context());
    };
  }

  private @Nullable OpenSpan serve(NodeId from, PeerMessage message, SpanContext asked) {
    if (questions.size() >= QUESTIONS) {
      return null;
    }
    OpenSpan serving =
        new OpenSpan(
            source,
            asked.child(id()),
            asked.span(),
            MessageRole.nameOf(message),
            Span.Kind.SERVER,
            null,
            from,
            List.of(),
            System.nanoTime());
    questions.put(serving.context().span(), serving);
    return serving;
  }

  /** What follows is for what the question was asked for. */
  private @Nullable OpenSpan answered(NodeId from, PeerMessage message, SpanContext asked) {
    OpenSpan question = questions.get(asked.span());
    if (question == null
        || !question.isAsking(from)
        || !question.context().equals(asked)
        || !questions.remove(asked.span(), question)) {
      return null;
    }
    question.end();
    return MessageRole.endsTheRequest(message) ? null : question.within();
  }

  /** Ends what nobody answered. Called now and then. */
  void sweep(long nowNanos) {
    for (OpenSpan question : List.copyOf(questions.values())) {
      if (nowNanos - question.sinceNanos() > PATIENCE_NANOS
          && questions.remove(question.context().span(), question)) {
        question.end(false, List.of(UNANSWERED));
      }
    }
  }

  /** Questions under way. */
  int underWay() {
    return questions.size();
  }
}
