package io.kvasir.edge.http.guard;

/**
 * How long clients may take, in milliseconds.
 *
 * @param headMillis until the head of a request is whole: the first one from when the connection
 *     was accepted, later ones from their first byte
 * @param bodyMillis from there until the body is whole
 * @param takeMillis until at least {@link #TAKEN_BYTES} of an answer that waits were taken, or all
 */
public record Patience(long headMillis, long bodyMillis, long takeMillis) {
  /** What a client has to take in each span of {@link #takeMillis}. */
  static final long TAKEN_BYTES = 65_536;

  private static final long STEPS = 8;
  private static final long MOST_STEP_MILLIS = 1_000;

  public Patience {
    if (headMillis <= 0 || bodyMillis <= 0 || takeMillis <= 0) {
      throw new IllegalArgumentException("no time at all for clients");
    }
  }

  /** How often a connection is looked at on which something is awaited. */
  long stepMillis() {
    long shortest = Math.min(headMillis, Math.min(bodyMillis, takeMillis));
    return Math.clamp(shortest / STEPS, 1, MOST_STEP_MILLIS);
  }
}
