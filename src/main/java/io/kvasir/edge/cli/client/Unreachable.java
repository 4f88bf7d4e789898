package io.kvasir.edge.cli.client;

/** No server took the request: nothing was carried out. */
public final class Unreachable extends Exception {
  private static final long serialVersionUID = 1;

  Unreachable(String message) {
    super(message);
  }
}
