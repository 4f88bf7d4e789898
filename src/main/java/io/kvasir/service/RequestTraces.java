package io.kvasir.service;

import org.jspecify.annotations.Nullable;

/** Decides which requests are traced. */
public interface RequestTraces {
  /** Traces none. */
  RequestTraces NONE =
      new RequestTraces() {
        @Override
        public boolean isOn() {
          return false;
        }

        @Override
        public @Nullable RequestTrace begin(String protocol, String traceparent) {
          return null;
        }
      };

  /** Whether any is; the same as long as the node runs. */
  boolean isOn();

  /**
   * A request has come.
   *
   * @param traceparent what its client said of the trace that it is part of (W3C Trace Context,
   *     3.2); what is malformed counts as nothing
   * @return null when it is not traced
   */
  @Nullable RequestTrace begin(String protocol, String traceparent);
}
