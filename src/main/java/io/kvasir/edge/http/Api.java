package io.kvasir.edge.http;

import io.kvasir.core.bucket.Limits;
import io.kvasir.service.Addresses;
import io.kvasir.service.BackupService;
import io.kvasir.service.BatchService;
import io.kvasir.service.BucketService;
import io.kvasir.service.ClusterService;
import io.kvasir.service.GroupService;
import io.kvasir.service.KeyValueService;
import io.kvasir.service.MembershipService;
import io.kvasir.service.RepairService;
import io.kvasir.service.RestoreService;
import io.kvasir.service.ScanService;
import io.kvasir.service.TransactionService;
import io.kvasir.service.WatchPace;
import io.kvasir.service.WatchService;
import java.util.List;
import java.util.stream.Stream;

/** The calls that a listener answers. */
public final class Api {
  private final Routes routes;

  /** What the calls are made of. */
  public record Services(
      KeyValueService values,
      TransactionService transactions,
      BatchService batches,
      ScanService scans,
      WatchService watches,
      WatchPace pace,
      BucketService buckets,
      ClusterService cluster,
      MembershipService members,
      RepairService repair,
      GroupService groups,
      BackupService backups,
      RestoreService restores,
      Addresses addresses) {
    /** Who leads whom, for clients that know one group only. */
    public Leadership leadership() {
      return new Leadership(cluster.identity().self(), groups, addresses);
    }
  }

  /** Calls of other interfaces, on a listener of their own. */
  public Api(List<Route> routes) {
    this.routes = new Routes(routes);
  }

  /**
   * The main API.
   *
   * @param more calls of other interfaces that are served beside it
   */
  public Api(Services services, Limits limits, List<Route> more) {
    this(Stream.concat(own(services, limits), more.stream()).toList());
  }

  /** The calls that ConureDB's clients ask of a group. */
  public static List<Route> raft(Services services) {
    return new GroupResource(services.groups(), services.addresses()).raft();
  }

  private static Stream<Route> own(Services services, Limits limits) {
    Provenance provenance = new Provenance(services.addresses());
    return Stream.of(
            new WatchResource(services.watches(), services.pace(), provenance).routes(),
            new KeyValueResource(services.values(), provenance).routes(),
            new TransactionResource(services.transactions(), provenance).routes(),
            new BatchResource(services.batches(), provenance).routes(),
            new ScanResource(services.scans(), provenance).routes(),
            new BucketResource(services.buckets()).routes(),
            new ClusterResource(
                    services.cluster(), services.leadership(), services.addresses(), limits)
                .routes(),
            new MembershipResource(services.members()).routes(),
            new RepairResource(services.repair()).routes(),
            new GroupResource(services.groups(), services.addresses()).routes(),
            new BackupResource(services.backups(), services.pace()).routes(),
            new RestoreResource(services.restores()).routes(),
            ProblemResource.routes())
        .flatMap(List::stream);
  }

  Routes routes() {
    return routes;
  }
}
