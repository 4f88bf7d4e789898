package io.kvasir.edge.cli.bench;

/** What carries the requests of places to a server. */
interface Lane {
  /** Whether requests can be sent. */
  boolean isOpen();

  /** Sends the request of a place's operation. */
  void send(Place place);
}
