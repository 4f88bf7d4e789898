package io.kvasir.edge.tracing;

import io.kvasir.engine.port.Trace;
import io.kvasir.service.RequestTrace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The spans of a client's request: the whole of it, and within that the work that it asked for. */
final class ServedRequest implements RequestTrace {
  private static final int FIRST_DEFECT = 500;

  private final String protocol;
  private final OpenSpan whole;
  private volatile Trace.@Nullable Step work;

  ServedRequest(String protocol, OpenSpan whole) {
    this.protocol = protocol;
    this.whole = whole;
  }

  @Override
  public String id() {
    return whole.context().traceId();
  }

  @Override
  public Trace serve(String operation) {
    whole.rename(protocol + " " + operation);
    Trace.Step begun = whole.begin("service " + operation);
    work = begun;
    return begun.trace();
  }

  @Override
  public void served() {
    Trace.Step begun = work;
    if (begun != null) {
      begun.end();
    }
  }

  @Override
  public void ended(int status) {
    served();
    whole.end(
        status >= FIRST_DEFECT,
        List.of(
            new Span.Attribute.Text("network.protocol.name", protocol),
            new Span.Attribute.Whole("http.response.status_code", status)));
  }
}
