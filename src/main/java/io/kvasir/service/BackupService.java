package io.kvasir.service;

import io.kvasir.core.bucket.Consistency;
import io.kvasir.core.consensus.Role;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.BackupDesk;
import io.kvasir.engine.Engine;
import io.kvasir.engine.groups.GroupStatus;
import io.kvasir.engine.port.KeyspaceFormat;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Gives out copies of what this node holds, one at a time. */
public final class BackupService {
  private final Engine engine;
  private final Shards shards;
  private final KeyspaceFormat format;
  private final String version;
  private final Timeouts timeouts;
  private final AtomicBoolean busy = new AtomicBoolean();

  /**
   * @param version of Kvasir
   */
  public BackupService(
      Engine engine, Shards shards, KeyspaceFormat format, String version, Timeouts timeouts) {
    this.engine = engine;
    this.shards = shards;
    this.format = format;
    this.version = version;
    this.timeouts = timeouts;
  }

  /**
   * Begins a copy. It has all that was acknowledged before the call of what this node has a vote
   * in, and of the groups that it leads.
   */
  public Uni<Result<BackupStream>> begin(RequestOptions options) {
    return Calls.checked(
        () -> {
          long timeout = Effort.timeout(options, timeouts.readMillis());
          Belonging.required(engine);
          if (!busy.compareAndSet(false, true)) {
            throw new Refused(new Failure.Overloaded());
          }
          engine.backups().hold(BackupStream.HOLD_MILLIS);
          return Calls.<Boolean>uni(
                  done -> engine.refreshTopology(timeout, () -> done.accept(true)))
              .flatMap(known -> complete(timeout))
              .map(groups -> Result.ok(stream(groups)))
              .onFailure()
              .invoke(defect -> busy.set(false));
        });
  }

  /** The groups that this node leads with all that was acknowledged before. */
  private Uni<SortedSet<GroupId>> complete(long timeoutMillis) {
    List<GroupId> led =
        engine.groups().statuses().stream()
            .filter(status -> status.raft().filter(raft -> raft.role() == Role.LEADER).isPresent())
            .map(GroupStatus::group)
            .toList();
    return Calls.uni(done -> complete(led, timeoutMillis, done));
  }

  private void complete(List<GroupId> led, long timeoutMillis, Consumer<SortedSet<GroupId>> done) {
    TreeSet<GroupId> complete = new TreeSet<>();
    AtomicInteger missing = new AtomicInteger(led.size() + 1);
    Runnable one =
        () -> {
          if (missing.decrementAndGet() == 0) {
            done.accept(complete);
          }
        };
    for (GroupId group : led) {
      engine
          .backups()
          .isCurrent(
              group,
              timeoutMillis,
              current -> {
                synchronized (complete) {
                  if (current) {
                    complete.add(group);
                  }
                }
                one.run();
              });
    }
    one.run();
  }

  private BackupStream stream(SortedSet<GroupId> complete) {
    Topology now = engine.topology().orElseThrow();
    BackupLine.Head head =
        new BackupLine.Head(engine.self(), version, about(now), buckets(now), complete);
    return new BackupStream(
        engine.backups(), format, now, head, new Now(), stream -> busy.set(false));
  }

  private final class Now implements BackupStream.Cluster {
    @Override
    public BackupLine.About about() {
      return BackupService.this.about(engine.topology().orElseThrow());
    }

    @Override
    public boolean isEnded(GroupId group) {
      return engine.topology().orElseThrow().isEnded(group);
    }
  }

  private BackupLine.About about(Topology now) {
    BackupDesk desk = engine.backups();
    return new BackupLine.About(
        now.clusterId(),
        now.version(),
        now.epoch(),
        now.transition().isPresent(),
        now.ring().partitions(),
        desk.held(now));
  }

  private List<BackupLine.Bucket> buckets(Topology now) {
    return now.buckets().live().stream()
        .map(entry -> new BackupLine.Bucket(view(now, entry), entry.id().generation()))
        .toList();
  }

  private BucketView view(Topology now, CatalogueEntry entry) {
    return entry.spec().consistency() instanceof Consistency.Linearizable
        ? new BucketView(
            entry.id().name(), entry.spec(), List.copyOf(now.shards(entry.id()).values()))
        : BucketView.of(entry, shards);
  }
}
