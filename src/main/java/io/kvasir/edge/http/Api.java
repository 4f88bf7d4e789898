package io.kvasir.edge.http;

import io.kvasir.core.bucket.Limits;
import io.kvasir.service.Addresses;
import io.kvasir.service.BatchService;
import io.kvasir.service.BucketService;
import io.kvasir.service.ClusterService;
import io.kvasir.service.GroupService;
import io.kvasir.service.KeyValueService;
import io.kvasir.service.MembershipService;
import io.kvasir.service.RepairService;
import io.kvasir.service.TransactionService;
import java.util.List;
import java.util.stream.Stream;

/** The calls of the main HTTP API. */
public final class Api {
  private final Routes routes;

  /** What the calls are made of. */
  public record Services(
      KeyValueService values,
      TransactionService transactions,
      BatchService batches,
      BucketService buckets,
      ClusterService cluster,
      MembershipService members,
      RepairService repair,
      GroupService groups,
      Addresses addresses) {}

  public Api(Services services, Limits limits) {
    Provenance provenance = new Provenance(services.addresses());
    this.routes =
        new Routes(
            Stream.of(
                    new KeyValueResource(services.values(), provenance).routes(),
                    new TransactionResource(services.transactions(), provenance).routes(),
                    new BatchResource(services.batches(), provenance).routes(),
                    new BucketResource(services.buckets()).routes(),
                    new ClusterResource(services.cluster(), limits).routes(),
                    new MembershipResource(services.members()).routes(),
                    new RepairResource(services.repair()).routes(),
                    new GroupResource(services.groups(), services.addresses()).routes(),
                    ProblemResource.routes())
                .flatMap(List::stream)
                .toList());
  }

  Routes routes() {
    return routes;
  }
}
