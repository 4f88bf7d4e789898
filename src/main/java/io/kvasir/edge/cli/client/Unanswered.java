package io.kvasir.edge.cli.client;

/** A server took the request and did not answer: it may have been carried out. */
public final class Unanswered extends Exception {
  private static final long serialVersionUID = 1;

  Unanswered(String message) {
    super(message);
  }
}
