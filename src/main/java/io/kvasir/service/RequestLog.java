package io.kvasir.service;

import java.util.Optional;

/** Is told of every request when nothing more is to be sent of its answer. Must not block. */
public interface RequestLog {
  /** Keeps nothing. */
  RequestLog NONE =
      new RequestLog() {
        @Override
        public boolean isOn() {
          return false;
        }

        @Override
        public void onEnded(Ended request) {}
      };

  /**
   * One request and what came of it.
   *
   * @param protocol the listener's name in metrics
   * @param id what the request is called in answers and logs
   * @param client the address that the connection comes from
   * @param operation what was asked, one of a fixed set of names
   * @param bucket its name as the client said it, of a request about one; known or not
   * @param status the protocol's own status
   * @param receivedBytes the body or frame of the request
   * @param sentBytes the body or frame of the answer, as far as it was sent
   * @param trace the id of the trace that the request is part of
   */
  record Ended(
      String protocol,
      String id,
      String client,
      String operation,
      Optional<String> bucket,
      int status,
      long receivedBytes,
      long sentBytes,
      long durationNanos,
      Optional<String> trace) {}

  /** Whether there is any use in telling it; the same as long as the node runs. */
  boolean isOn();

  void onEnded(Ended request);
}
