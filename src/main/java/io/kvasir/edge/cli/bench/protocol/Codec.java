package io.kvasir.edge.cli.bench.protocol;

import io.kvasir.edge.cli.bench.workload.Operation;

/** The protocol of one connection, from its beginning to its end. */
public interface Codec {
  /** Writes what is sent first, before any request; none of it is answered as requests are. */
  default void greet(Output out) {}

  /**
   * Writes the request of an operation's step.
   *
   * @param place from 0; no two requests under way have the same
   */
  void encode(Operation operation, int place, Output out);

  /**
   * Reads answers as far as there are whole ones, or parts that need not wait for the rest.
   *
   * @return how far it came; the bytes from there on come again, with more behind them
   */
  int decode(byte[] bytes, int from, int to) throws BadAnswer;

  /** The server ended the connection, which ends an answer in some protocols. */
  default void end() {}
}
