package io.kvasir.engine;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.topology.BucketCatalogue;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.CatalogueObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which buckets came and went. */
final class BucketNews {
  private BucketNews() {}

  static List<CatalogueObservation> between(BucketCatalogue before, BucketCatalogue after) {
    SortedSet<BucketId> were = ids(before);
    SortedSet<BucketId> are = ids(after);
    List<CatalogueObservation> news = new ArrayList<>();
    were.stream()
        .filter(bucket -> !are.contains(bucket))
        .forEach(bucket -> news.add(new CatalogueObservation.BucketVanished(bucket)));
    are.stream()
        .filter(bucket -> !were.contains(bucket))
        .forEach(bucket -> news.add(new CatalogueObservation.BucketAppeared(bucket)));
    return news;
  }

  private static SortedSet<BucketId> ids(BucketCatalogue catalogue) {
    TreeSet<BucketId> ids = new TreeSet<>();
    catalogue.live().stream().map(CatalogueEntry::id).forEach(ids::add);
    return ids;
  }
}
