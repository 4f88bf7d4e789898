package io.kvasir.service;

/** What a read of a linearizable bucket may miss. */
public enum Freshness {
  /** Nothing that was acknowledged before it began. */
  LINEARIZABLE,
  /** What has not reached the replica that answers; needs no leader and no majority. */
  STALE
}
