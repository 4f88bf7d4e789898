package io.kvasir.service;

import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.CatalogueOutcome;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.Engine;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Creates, lists, describes and drops buckets. */
public final class BucketService {
  /** Each time one of them is carried out. */
  private static final int MOST_CHANGES_AT_ONCE = 64;

  private final Engine engine;
  private final Shards shards;
  private final Timeouts timeouts;

  public BucketService(Engine engine, Shards shards, Timeouts timeouts) {
    this.engine = engine;
    this.shards = shards;
    this.timeouts = timeouts;
  }

  /** Creates a bucket; a majority of the members has it durably afterwards. */
  public Uni<Result<BucketView>> create(BucketDraft draft, RequestOptions options) {
    return Calls.checked(
        () -> {
          Topology _ = Belonging.required(engine);
          return create(BucketRules.name(draft.name()), BucketRules.spec(draft), timeout(options));
        });
  }

  private Uni<Result<BucketView>> create(BucketName name, BucketSpec spec, long timeoutMillis) {
    return Calls.<CatalogueOutcome>uni(done -> engine.createBucket(name, spec, timeoutMillis, done))
        .map(outcome -> Outcomes.of(outcome, name, shards));
  }

  /** All buckets, by name. */
  public List<BucketView> list() {
    return engine.catalogue().live().stream().map(this::view).toList();
  }

  public Result<BucketView> describe(String name) {
    try {
      return Result.ok(view(Buckets.live(engine, name)));
    } catch (Refused refused) {
      return Result.failed(refused.failure());
    }
  }

  /**
   * Changes what may change of a bucket: the time to live of later writes, and the quorums.
   *
   * @param change what is not said stays
   */
  public Uni<Result<BucketView>> change(BucketDraft change, RequestOptions options) {
    return Calls.checked(
        () -> {
          BucketName name = droppable(change.name());
          BucketSpec before = Buckets.live(engine, name.value()).spec();
          return change(name, before, change, timeout(options), MOST_CHANGES_AT_ONCE);
        });
  }

  /** Anew when somebody else has changed it meanwhile: what is not said stays. */
  private Uni<Result<BucketView>> change(
      BucketName name, BucketSpec before, BucketDraft change, long timeoutMillis, int attempts) {
    BucketSpec changed = BucketRules.changed(before, change);
    return Calls.<CatalogueOutcome>uni(
            done -> engine.changeBucket(name, changed, before, timeoutMillis, done))
        .chain(
            outcome -> {
              if (!(outcome instanceof CatalogueOutcome.Done(CatalogueEntry standing))
                  || standing.spec().equals(changed)) {
                return Uni.createFrom().item(Outcomes.of(outcome, name, shards));
              }
              return attempts == 1
                  ? Uni.createFrom().item(Result.failed(new Failure.Overloaded()))
                  : Calls.checked(
                      () -> change(name, standing.spec(), change, timeoutMillis, attempts - 1));
            });
  }

  /** Drops a bucket and its data on all nodes, those included that are down now. */
  public Uni<Result<BucketView>> drop(String name, RequestOptions options) {
    return Calls.checked(() -> drop(droppable(name), timeout(options)));
  }

  private Uni<Result<BucketView>> drop(BucketName name, long timeoutMillis) {
    return Calls.<CatalogueOutcome>uni(done -> engine.dropBucket(name, timeoutMillis, done))
        .map(outcome -> Outcomes.of(outcome, name, shards));
  }

  private BucketName droppable(String text) {
    BucketName name = Buckets.live(engine, text).id().name();
    if (name.isSystem()) {
      throw new Refused(new Failure.BucketReserved(text));
    }
    return name;
  }

  private BucketView view(CatalogueEntry entry) {
    return BucketView.of(entry, shards);
  }

  private long timeout(RequestOptions options) {
    return Effort.timeout(options, timeouts.writeMillis());
  }
}
