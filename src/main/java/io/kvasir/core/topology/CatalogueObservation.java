package io.kvasir.core.topology;

import io.kvasir.core.bucket.BucketId;

/** What happened to the bucket catalogue. */
public sealed interface CatalogueObservation {
  /** This node learned of a new bucket. */
  record BucketAppeared(BucketId bucket) implements CatalogueObservation {}

  /** This node learned that a bucket was dropped, and forgets its data. */
  record BucketVanished(BucketId bucket) implements CatalogueObservation {}
}
