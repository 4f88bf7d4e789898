package io.kvasir.service;

/** Which group an operator asks about. */
public sealed interface GroupChoice {
  record Numbered(long number) implements GroupChoice {}

  /** A shard of a bucket, 0 and up. */
  record OfShard(String bucket, long shard) implements GroupChoice {}
}
