package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Kind;
import io.kvasir.edge.cli.bench.workload.Operation;

/** The requests of one connection over HTTP, and what the answers to them mean. */
interface HttpDialect {
  int FIRST_OF_FAILURES = 300;

  /** Writes a whole request. */
  void write(Operation operation, Output out);

  /** Whether more than the status is needed to tell what an answer means. */
  default boolean wantsBody(Kind step, int status) {
    return status >= FIRST_OF_FAILURES;
  }

  /**
   * Says what an answer means.
   *
   * @param body the first bytes of it, if they were wanted
   */
  void judge(Kind step, int status, Text body, Answers answers);

  default boolean wantsHeaders() {
    return false;
  }

  /** A line of a head. */
  default void header(byte[] bytes, int from, int to) {}
}
