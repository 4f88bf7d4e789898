package io.kvasir.service;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.topology.BucketCatalogue;
import io.kvasir.core.topology.CatalogueEntry;

/** Finds buckets by what clients call them. */
final class Buckets {
  private Buckets() {}

  /** The bucket of that name that can be used now. */
  static CatalogueEntry live(BucketCatalogue catalogue, String name) {
    if (!BucketName.isValid(name)) {
      throw new Refused(new Failure.BucketNotFound(name));
    }
    return catalogue
        .live(new BucketName(name))
        .orElseThrow(() -> new Refused(new Failure.BucketNotFound(name)));
  }
}
