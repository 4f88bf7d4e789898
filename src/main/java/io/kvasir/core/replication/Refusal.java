package io.kvasir.core.replication;

/** Why a replica will never apply or merge what it was sent. */
public enum Refusal {
  /** What is stored under the key is of another type. */
  TYPE_MISMATCH,
  /** The counter would leave the range of 64 bits. */
  COUNTER_OVERFLOW,
  /** The client has seen of the key what the replica has not: there it can be carried out later. */
  NOT_YET_SEEN,
  /** The register has as many siblings as it may, and the write replaces none of them. */
  TOO_MANY_SIBLINGS,
  /** What must be stored and sent as one would become too large. */
  TOO_LARGE,
  /** The bucket was dropped. */
  BUCKET_DROPPED
}
