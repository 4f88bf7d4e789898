package io.kvasir.engine.port;

import io.kvasir.core.topology.BucketCatalogue;

/** The durable copy of the bucket catalogue on one node. */
public interface CatalogueStore {
  /** What was saved last; the initial catalogue when nothing was. Blocks; for the start only. */
  BucketCatalogue loadCatalogue();

  /** Succeeds when {@code catalogue} is durable. Saves take effect in the order of the calls. */
  void saveCatalogue(BucketCatalogue catalogue, Completion<Void> completion);
}
