package io.kvasir.service;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.topology.CatalogueEntry;

/** A bucket that can be used now. */
public record BucketView(BucketName name, BucketSpec spec) {
  static BucketView of(CatalogueEntry entry) {
    return new BucketView(entry.id().name(), entry.spec());
  }
}
