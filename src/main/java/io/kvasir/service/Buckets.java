package io.kvasir.service;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.Engine;

/** Finds buckets by what clients call them. */
final class Buckets {
  private Buckets() {}

  /** The bucket of that name that can be used now. */
  static CatalogueEntry live(Engine engine, String name) {
    Topology topology = Belonging.required(engine);
    if (!BucketName.isValid(name)) {
      throw new Refused(new Failure.BucketNotFound(name));
    }
    return topology
        .buckets()
        .live(new BucketName(name))
        .orElseThrow(() -> new Refused(new Failure.BucketNotFound(name)));
  }
}
