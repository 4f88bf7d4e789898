package io.kvasir.service;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.engine.Engine;

/** Finds buckets by what clients call them. */
final class Buckets {
  private Buckets() {}

  /** The bucket of that name that can be used now. */
  static CatalogueEntry live(Engine engine, String name) {
    if (engine.topology().isEmpty()) {
      throw new Refused(new Failure.NotJoined());
    }
    if (!BucketName.isValid(name)) {
      throw new Refused(new Failure.BucketNotFound(name));
    }
    return engine
        .catalogue()
        .live(new BucketName(name))
        .orElseThrow(() -> new Refused(new Failure.BucketNotFound(name)));
  }
}
