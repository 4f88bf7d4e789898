package io.kvasir.edge.tracing;

import io.kvasir.core.node.NodeId;
import io.kvasir.engine.port.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A span that has begun. Any thread may end it; only the first end counts. */
final class OpenSpan extends Trace implements Trace.Step {
  /** Links beyond these are left out. */
  private static final int LINKS = 16;

  /** Where spans come from, and go to. */
  record Source(java.util.function.LongSupplier ids, Consumer<Span> ended) {}

  private final Source source;
  private final SpanContext context;
  private final long parent;
  private final Span.Kind kind;
  private final @Nullable OpenSpan within;
  private final @Nullable NodeId peer;
  private final List<SpanContext> links;
  private final List<Span.Attribute> attributes = new ArrayList<>(2);
  private final long sinceNanos;
  private final long startNanos;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile String name;

  /**
   * @param parent 0 for none
   * @param within the span of this node that it is within, if any
   * @param peer the node at the other end, if any
   * @param sinceNanos when it began, of {@link System#nanoTime}
   */
  OpenSpan(
      Source source,
      SpanContext context,
      long parent,
      String name,
      Span.Kind kind,
      @Nullable OpenSpan within,
      @Nullable NodeId peer,
      List<SpanContext> links,
      long sinceNanos) {
    this.source = source;
    this.context = context;
    this.parent = parent;
    this.name = name;
    this.kind = kind;
    this.within = within;
    this.peer = peer;
    this.links = links;
    this.sinceNanos = sinceNanos;
    this.startNanos = epochNanos() - (System.nanoTime() - sinceNanos);
    if (peer != null) {
      attributes.add(new Span.Attribute.Text("kvasir.peer", peer.value()));
    }
  }

  private static long epochNanos() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  SpanContext context() {
    return context;
  }

  /** The span at the other end that it is within, when that is not of this node. */
  long parent() {
    return parent;
  }

  @Nullable OpenSpan within() {
    return within;
  }

  boolean isOver() {
    return over.get();
  }

  long sinceNanos() {
    return sinceNanos;
  }

  boolean isServing(NodeId node) {
    return kind == Span.Kind.SERVER && node.equals(peer) && !isOver();
  }

  boolean isAsking(NodeId node) {
    return kind == Span.Kind.CLIENT && node.equals(peer);
  }

  void rename(String said) {
    name = said;
  }

  OpenSpan child(String called, Span.Kind as, @Nullable NodeId to, List<SpanContext> also) {
    return child(called, as, to, also, System.nanoTime());
  }

  private OpenSpan child(
      String called, Span.Kind as, @Nullable NodeId to, List<SpanContext> also, long since) {
    return new OpenSpan(
        source,
        context.child(source.ids().getAsLong()),
        context.span(),
        called,
        as,
        this,
        to,
        also,
        since);
  }

  @Override
  public Step begin(String called) {
    return child(called, Span.Kind.INTERNAL, null, List.of());
  }

  @Override
  public Trace took(String called, long since, @Nullable Trace with) {
    List<SpanContext> also =
        with instanceof OpenSpan other ? List.of(other.context) : List.<SpanContext>of();
    OpenSpan step = child(called, Span.Kind.INTERNAL, null, also, since);
    step.end();
    return step;
  }

  @Override
  public Trace with(List<Trace> others) {
    List<OpenSpan> spans =
        others.stream()
            .filter(OpenSpan.class::isInstance)
            .map(OpenSpan.class::cast)
            .filter(each -> each != this)
            .distinct()
            .limit(LINKS)
            .toList();
    return spans.isEmpty() ? this : new JointTrace(this, spans);
  }

  @Override
  public Trace trace() {
    return this;
  }

  @Override
  public void end() {
    end(false, List.of());
  }

  /** Ends it and says more of it. */
  void end(boolean failed, List<Span.Attribute> more) {
    if (over.compareAndSet(false, true)) {
      List<Span.Attribute> all = new ArrayList<>(attributes);
      all.addAll(more);
      long endNanos = startNanos + (System.nanoTime() - sinceNanos);
      source
          .ended()
          .accept(new Span(context, parent, name, kind, startNanos, endNanos, links, all, failed));
    }
  }
}
