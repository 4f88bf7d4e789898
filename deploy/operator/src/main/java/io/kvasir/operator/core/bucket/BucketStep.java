package io.kvasir.operator.core.bucket;

import java.util.List;

/** What is done next with a bucket. */
public sealed interface BucketStep {
  /** It is made. */
  record Create(BucketSettings settings) implements BucketStep {}

  /** Of what may change, this does. */
  record Change(BucketChange change) implements BucketStep {}

  /** It goes, with all it holds. */
  record Drop() implements BucketStep {}

  /** Nothing; it is as desired, or gone as desired. */
  record Settled() implements BucketStep {}

  /** Nothing is heard of it. */
  record Wait() implements BucketStep {}

  /**
   * Nothing: it differs in what is fixed, so it may be somebody else's.
   *
   * @param differences each for people
   */
  record Blocked(List<String> differences) implements BucketStep {}
}
