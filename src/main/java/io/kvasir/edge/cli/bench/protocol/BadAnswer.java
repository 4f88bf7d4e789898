package io.kvasir.edge.cli.bench.protocol;

/** Bytes that are none of the protocol; the connection is of no use any more. */
public final class BadAnswer extends Exception {
  private static final long serialVersionUID = 1;

  public BadAnswer(String message) {
    super(message, null, false, false);
  }
}
