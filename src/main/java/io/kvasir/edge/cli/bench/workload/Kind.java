package io.kvasir.edge.cli.bench.workload;

import java.util.Locale;

/** What an operation does. */
public enum Kind {
  GET,
  PUT,
  /** A put of a key that was not there. */
  INSERT,
  /** A get, and then a put of the key; timed as one. */
  RMW,
  SCAN,
  INCREMENT,
  ADD,
  /** Many elements added to a set at once, before a load. */
  FILL,
  TXN,
  /** A put that was seen by a watch. */
  EVENT,
  /** A GET of a URL. */
  FETCH;

  /** As it stands in results. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
