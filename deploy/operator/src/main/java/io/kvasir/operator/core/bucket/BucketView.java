package io.kvasir.operator.core.bucket;

/** What the nodes say of a bucket. */
public sealed interface BucketView {
  /** No node answers. */
  record Unreachable() implements BucketView {}

  /** Those who answer know none of this name. */
  record Absent() implements BucketView {}

  record Present(BucketSettings settings) implements BucketView {}
}
