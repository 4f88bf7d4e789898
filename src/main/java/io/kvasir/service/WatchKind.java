package io.kvasir.service;

/** Of which kind the bucket is that is watched. */
public enum WatchKind {
  LINEARIZABLE,
  CONVERGENT
}
