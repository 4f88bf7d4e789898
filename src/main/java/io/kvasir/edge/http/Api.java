package io.kvasir.edge.http;

import io.kvasir.core.bucket.Limits;
import io.kvasir.service.BucketService;
import io.kvasir.service.ClusterService;
import io.kvasir.service.KeyValueService;
import java.util.List;
import java.util.stream.Stream;

/** The calls of the main HTTP API. */
public final class Api {
  private final Routes routes;

  public Api(KeyValueService values, BucketService buckets, ClusterService cluster, Limits limits) {
    this.routes =
        new Routes(
            Stream.of(
                    new KeyValueResource(values).routes(),
                    new BucketResource(buckets).routes(),
                    new ClusterResource(cluster, limits).routes(),
                    ProblemResource.routes())
                .flatMap(List::stream)
                .toList());
  }

  Routes routes() {
    return routes;
  }
}
