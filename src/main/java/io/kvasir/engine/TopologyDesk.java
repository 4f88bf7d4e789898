package io.kvasir.engine;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.BucketName;
import io.kvasir.core.bucket.BucketSpec;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.time.Deadline;
import io.kvasir.core.topology.CatalogueEntry;
import io.kvasir.core.topology.CatalogueOutcome;
import io.kvasir.core.topology.MembershipOutcome;
import io.kvasir.core.topology.Topology;
import io.kvasir.core.topology.TopologyCommand;
import io.kvasir.core.topology.TopologyResult;
import io.kvasir.engine.groups.Groups;
import io.kvasir.engine.port.GroupRefusal;
import io.kvasir.engine.port.RowQuery;
import io.kvasir.engine.port.SubmitOutcome;
import io.kvasir.engine.port.Timers;
import io.kvasir.engine.port.TopologyFormat;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Brings changes of the topology to its group. Any thread. */
final class TopologyDesk {
  /** Who has not shown a change after so long is not waited for. */
  private static final long PATIENCE_MILLIS = 500;

  private final NodeId self;
  private final Groups groups;
  private final TopologyFormat format;
  private final Timers timers;
  private final Supplier<Optional<Topology>> known;

  /**
   * @param known the topology that this node knows
   */
  TopologyDesk(
      NodeId self,
      Groups groups,
      TopologyFormat format,
      Timers timers,
      Supplier<Optional<Topology>> known) {
    this.self = self;
    this.groups = groups;
    this.format = format;
    this.timers = timers;
    this.known = known;
  }

  void create(
      BucketName name, BucketSpec spec, long timeoutMillis, Consumer<CatalogueOutcome> done) {
    submitShown(
        new TopologyCommand.CreateBucket(name, spec),
        timeoutMillis,
        outcome -> done.accept(catalogueOutcome(outcome, Optional.empty())));
  }

  void change(
      BucketName name,
      BucketSpec spec,
      BucketSpec from,
      long timeoutMillis,
      Consumer<CatalogueOutcome> done) {
    submitShown(
        new TopologyCommand.ChangeBucket(name, spec, Optional.of(from)),
        timeoutMillis,
        outcome -> done.accept(catalogueOutcome(outcome, Optional.empty())));
  }

  void drop(BucketName name, long timeoutMillis, Consumer<CatalogueOutcome> done) {
    Optional<CatalogueEntry> standing =
        known.get().flatMap(topology -> topology.buckets().live(name));
    submitShown(
        new TopologyCommand.DropBucket(name),
        timeoutMillis,
        outcome -> done.accept(catalogueOutcome(outcome, standing.or(() -> entry(name)))));
  }

  /**
   * Submits a change of buckets, which shows here and on all members in reach before it is
   * answered: nobody who was told of it finds a dropped bucket, or misses one that was created.
   */
  private void submitShown(
      TopologyCommand command, long timeoutMillis, Consumer<SubmitOutcome> done) {
    Deadline deadline = Deadline.after(timers.now(), timeoutMillis);
    submit(
        command,
        timeoutMillis,
        outcome -> {
          if (outcome instanceof SubmitOutcome.Committed) {
            show(deadline, () -> done.accept(outcome));
          } else {
            done.accept(outcome);
          }
        });
  }

  private void show(Deadline deadline, Runnable done) {
    TreeSet<NodeId> others =
        known.get().map(now -> new TreeSet<>(now.members().keySet())).orElseGet(TreeSet::new);
    others.remove(self);
    AtomicInteger missing = new AtomicInteger(2);
    Runnable one =
        () -> {
          if (missing.decrementAndGet() == 0) {
            done.run();
          }
        };
    long patience = Math.min(PATIENCE_MILLIS, deadline.remainingMillis(timers.now()));
    groups.confirm(GroupId.TOPOLOGY, others, patience, one);
    refresh(deadline, one);
  }

  /** The bucket of that name, or the one there was. */
  private Optional<CatalogueEntry> entry(BucketName name) {
    return known
        .get()
        .flatMap(topology -> Optional.ofNullable(topology.buckets().entries().get(name)));
  }

  /** Brings a change of who owns partitions; {@code done} is called exactly once. */
  void change(TopologyCommand command, long timeoutMillis, Consumer<MembershipOutcome> done) {
    Deadline deadline = Deadline.after(timers.now(), timeoutMillis);
    submit(
        command,
        timeoutMillis,
        outcome -> {
          MembershipOutcome came = membershipOutcome(outcome);
          if (came instanceof MembershipOutcome.Accepted) {
            refresh(deadline, () -> done.accept(came));
          } else {
            done.accept(came);
          }
        });
  }

  private MembershipOutcome membershipOutcome(SubmitOutcome outcome) {
    return switch (outcome) {
      case SubmitOutcome.Committed committed ->
          membershipOutcome(format.result(committed.result()));
      case SubmitOutcome.NotApplied(GroupRefusal.NoMajority(int reachable, int needed)) ->
          new MembershipOutcome.Unavailable(reachable, needed);
      case SubmitOutcome.NotApplied other -> new MembershipOutcome.Unavailable(0, majority());
      case SubmitOutcome.Unknown() -> new MembershipOutcome.Undecided();
    };
  }

  private static MembershipOutcome membershipOutcome(TopologyResult result) {
    return switch (result) {
      case TopologyResult.Accepted accepted -> new MembershipOutcome.Accepted();
      case TopologyResult.Removed removed -> new MembershipOutcome.Accepted();
      case TopologyResult.Unknown() -> new MembershipOutcome.Unknown();
      case TopologyResult.Refused(String reason) -> new MembershipOutcome.Refused(reason);
      case TopologyResult.Undecodable() ->
          new MembershipOutcome.Refused(
              "the leader is of a release that does not know this change");
      case TopologyResult.Founded other -> throw unexpected(other);
      case TopologyResult.Added other -> throw unexpected(other);
      case TopologyResult.Noted other -> throw unexpected(other);
      case TopologyResult.Created other -> throw unexpected(other);
      case TopologyResult.Changed other -> throw unexpected(other);
      case TopologyResult.Exists other -> throw unexpected(other);
      case TopologyResult.Dropped other -> throw unexpected(other);
      case TopologyResult.Transferred other -> throw unexpected(other);
    };
  }

  /** Submits a command of this node's own; {@code done} is called exactly once. */
  void submitOwn(TopologyCommand command, long timeoutMillis, Consumer<SubmitOutcome> done) {
    groups.submitOwn(GroupId.TOPOLOGY, format.ofCommand(command), timeoutMillis, done);
  }

  /** Submits a command; {@code done} is called exactly once. */
  void submit(TopologyCommand command, long timeoutMillis, Consumer<SubmitOutcome> done) {
    groups.submit(GroupId.TOPOLOGY, format.ofCommand(command), timeoutMillis, done);
  }

  /**
   * Calls {@code then} when this node knows all changes that were acknowledged before, or that
   * cannot be found out in time.
   */
  void refresh(long timeoutMillis, Runnable then) {
    groups.read(GroupId.TOPOLOGY, RowQuery.NOTHING, true, timeoutMillis, outcome -> then.run());
  }

  private void refresh(Deadline deadline, Runnable then) {
    refresh(deadline.remainingMillis(timers.now()), then);
  }

  /**
   * What came of a bucket's change.
   *
   * @param standing the bucket that was to be dropped
   */
  private CatalogueOutcome catalogueOutcome(
      SubmitOutcome outcome, Optional<CatalogueEntry> standing) {
    return switch (outcome) {
      case SubmitOutcome.Committed committed -> of(format.result(committed.result()), standing);
      case SubmitOutcome.NotApplied(GroupRefusal reason) -> of(reason);
      case SubmitOutcome.Unknown() -> new CatalogueOutcome.Indeterminate(0, majority());
    };
  }

  private CatalogueOutcome of(GroupRefusal reason) {
    return switch (reason) {
      case GroupRefusal.NoMajority(int reachable, int needed) ->
          new CatalogueOutcome.QuorumUnavailable(reachable, needed, false);
      case GroupRefusal.LedBy led -> new CatalogueOutcome.QuorumUnavailable(0, majority(), false);
      case GroupRefusal.NoLeader() -> new CatalogueOutcome.QuorumUnavailable(0, majority(), false);
      case GroupRefusal.Overloaded() ->
          new CatalogueOutcome.QuorumUnavailable(0, majority(), false);
      case GroupRefusal.NoReplica() -> new CatalogueOutcome.QuorumUnavailable(0, majority(), false);
    };
  }

  private CatalogueOutcome of(TopologyResult result, Optional<CatalogueEntry> standing) {
    return switch (result) {
      case TopologyResult.Created(CatalogueEntry entry) -> new CatalogueOutcome.Done(entry);
      case TopologyResult.Changed(CatalogueEntry entry) -> new CatalogueOutcome.Done(entry);
      case TopologyResult.Exists(CatalogueEntry entry) -> new CatalogueOutcome.Exists(entry);
      case TopologyResult.Dropped(BucketId bucket) -> dropped(bucket, standing);
      case TopologyResult.Unknown() -> new CatalogueOutcome.Unknown();
      case TopologyResult.Refused(String reason) -> new CatalogueOutcome.Refused(reason);
      case TopologyResult.Undecodable() ->
          new CatalogueOutcome.Refused("the leader is of a release that does not know this change");
      case TopologyResult.Founded other -> throw unexpected(other);
      case TopologyResult.Added other -> throw unexpected(other);
      case TopologyResult.Accepted other -> throw unexpected(other);
      case TopologyResult.Removed other -> throw unexpected(other);
      case TopologyResult.Transferred other -> throw unexpected(other);
      case TopologyResult.Noted other -> throw unexpected(other);
    };
  }

  /** The bucket as it was; its life is the one that the cluster knows. */
  private CatalogueOutcome dropped(BucketId bucket, Optional<CatalogueEntry> standing) {
    return standing
        .<CatalogueOutcome>map(
            entry -> new CatalogueOutcome.Done(new CatalogueEntry(bucket, entry.spec(), true)))
        .orElseGet(() -> new CatalogueOutcome.Indeterminate(majority(), majority()));
  }

  private static IllegalStateException unexpected(TopologyResult result) {
    return new IllegalStateException("a change came to " + result);
  }

  private int majority() {
    return known.get().map(topology -> topology.members().size() / 2 + 1).orElse(1);
  }
}
