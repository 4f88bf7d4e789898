package io.kvasir.core.topology;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketSpec;

/** One bucket's latest life. */
public record CatalogueEntry(BucketId id, BucketSpec spec, boolean dropped) {
  CatalogueEntry asDropped() {
    return new CatalogueEntry(id, spec, true);
  }
}
