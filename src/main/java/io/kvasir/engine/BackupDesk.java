package io.kvasir.engine;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bucket.EntryKey;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.RaftStatus;
import io.kvasir.core.consensus.Role;
import io.kvasir.core.crdt.Crdt;
import io.kvasir.core.crdt.Scope;
import io.kvasir.core.crdt.Slice;
import io.kvasir.core.handoff.Excerpt;
import io.kvasir.core.handoff.Piece;
import io.kvasir.core.handoff.Place;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.time.Deadline;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.groups.GroupStatus;
import io.kvasir.engine.groups.Groups;
import io.kvasir.engine.port.Completion;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.RowQuery;
import io.kvasir.engine.port.RowsOutcome;
import io.kvasir.engine.port.StorageFault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What a node holds, for who keeps a copy of it elsewhere. Any thread; callers are told on any
 * thread, exactly once.
 */
public final class BackupDesk {
  /** How much is read of a partition at a time. */
  private static final int PAGE_BYTES = 1 << 20;

  private final NodeId self;
  private final Engine.Ports ports;
  private final Groups groups;
  private final Graves graves;
  private final Predicate<PartitionId> isVoteless;
  private final AtomicLong readers = new AtomicLong();

  BackupDesk(
      NodeId self,
      Engine.Ports ports,
      Groups groups,
      Graves graves,
      Predicate<PartitionId> isVoteless) {
    this.self = self;
    this.ports = ports;
    this.groups = groups;
    this.graves = graves;
    this.isVoteless = isVoteless;
  }

  /**
   * What a node has a vote in, of buckets with so many replicas.
   *
   * @param replicas N
   * @param owners on how many nodes each key is, which is less in a small cluster
   */
  public record Held(int replicas, int owners, SortedSet<PartitionId> partitions) {
    public Held {
      partitions = Collections.unmodifiableSortedSet(new TreeSet<>(partitions));
    }
  }

  /**
   * Has no deleted key forgotten anywhere for a while. All members must agree to that, and this one
   * does not: so whatever was deleted before all of some nodes held is known as deleted to each
   * that has heard of it, for as long as they hold, and no other shows it.
   */
  public void hold(long millis) {
    graves.hold(Deadline.after(ports.timers().now(), millis));
  }

  /** What this node has a vote in; by N, for all N that convergent buckets have. */
  public List<Held> held(Topology now) {
    List<Held> all = new ArrayList<>();
    for (int replicas : Shares.buckets(now.buckets()).keySet()) {
      TreeSet<PartitionId> partitions = new TreeSet<>();
      int owners = 0;
      for (int number = 0; number < now.ring().partitions(); number++) {
        PartitionId partition = new PartitionId(number);
        List<NodeId> nodes = now.replicas(partition, replicas).current().nodes();
        owners = Math.max(owners, nodes.size());
        if (nodes.contains(self) && !isVoteless.test(partition)) {
          partitions.add(partition);
        }
      }
      all.add(new Held(replicas, owners, partitions));
    }
    return all;
  }

  /** The convergent buckets that exist, by their number of replicas. */
  public static SortedMap<Integer, SortedSet<BucketId>> buckets(Topology topology) {
    return Shares.buckets(topology.buckets());
  }

  /**
   * Tells whether this node leads the group and its replica has all that was acknowledged before
   * the call.
   */
  public void isCurrent(GroupId group, long timeoutMillis, Consumer<Boolean> done) {
    OptionalLong before = termLed(group);
    if (before.isEmpty()) {
      done.accept(false);
      return;
    }
    groups.read(
        group,
        RowQuery.NOTHING,
        true,
        timeoutMillis,
        outcome ->
            done.accept(outcome instanceof RowsOutcome.Rows && termLed(group).equals(before)));
  }

  /** Which life of the group's log is here. */
  private Optional<ReplicaId> hosted(GroupId group) {
    return groups.status(group).flatMap(GroupStatus::raft).map(RaftStatus::self);
  }

  private OptionalLong termLed(GroupId group) {
    Optional<RaftStatus> leading =
        groups
            .status(group)
            .flatMap(status -> status.raft())
            .filter(raft -> raft.role() == Role.LEADER);
    return leading.isPresent() ? OptionalLong.of(leading.get().term()) : OptionalLong.empty();
  }

  /** Some keys of a partition, whole. */
  public record Page(List<Entry> entries, Optional<Place> next) {
    public Page {
      entries = List.copyOf(entries);
    }
  }

  /** A key and what this replica has of it. */
  public record Entry(EntryKey key, Crdt state) {}

  /**
   * Reads durable entries of a partition in their order.
   *
   * @param after where to begin; empty for the beginning
   */
  public void page(
      PartitionId partition,
      SortedSet<BucketId> buckets,
      Optional<Place> after,
      Consumer<Page> done,
      Consumer<StorageFault> failed) {
    ports
        .store()
        .read(
            partition,
            buckets,
            after,
            PAGE_BYTES,
            completion(excerpt -> page(partition, excerpt, done, failed), failed));
  }

  private void page(
      PartitionId partition, Excerpt excerpt, Consumer<Page> done, Consumer<StorageFault> failed) {
    List<Piece> pieces = excerpt.pieces();
    if (pieces.size() == 1 && pieces.getFirst().isPart()) {
      whole(partition, pieces.getFirst().entry(), done, failed);
      return;
    }
    Optional<Place> next =
        excerpt.last() ? Optional.empty() : Optional.of(Place.behind(pieces.getLast().entry()));
    done.accept(
        new Page(
            pieces.stream().map(piece -> new Entry(piece.entry(), piece.slice().state())).toList(),
            next));
  }

  /** The context of a part is that of the whole, so a part says nothing on its own. */
  private void whole(
      PartitionId partition, EntryKey entry, Consumer<Page> done, Consumer<StorageFault> failed) {
    Consumer<Optional<Slice>> read =
        slice ->
            done.accept(
                new Page(
                    slice.map(found -> List.of(new Entry(entry, found.state()))).orElse(List.of()),
                    Optional.of(Place.behind(entry))));
    ports.store().load(partition, entry, Scope.whole(), completion(read, failed));
  }

  /** Begins to read a group's rows as of one moment. */
  public GroupView view(GroupId group) {
    return new GroupView(group, self.value() + "/backup/" + readers.incrementAndGet());
  }

  /**
   * The rows of a group as of when they were first read, by the replica that was here when the view
   * was begun. To be closed. One read at a time.
   */
  public final class GroupView implements AutoCloseable {
    private final GroupId group;
    private final String reader;
    private final Optional<ReplicaId> replica;
    private volatile OptionalLong applied = OptionalLong.empty();
    private volatile boolean closed;

    private GroupView(GroupId group, String reader) {
      this.group = group;
      this.reader = reader;
      this.replica = hosted(group);
    }

    /**
     * Reads some rows, {@link io.kvasir.engine.port.SnapshotRows}; fails once the replica or the
     * view is gone.
     *
     * @param cursor empty for the first
     */
    public void read(Bytes cursor, Consumer<GroupStore.Piece> done, Consumer<StorageFault> failed) {
      ports
          .groupStore()
          .readSnapshot(
              group,
              reader,
              cursor,
              PAGE_BYTES,
              completion(piece -> took(piece, done, failed), failed));
    }

    private void took(
        GroupStore.Piece piece, Consumer<GroupStore.Piece> done, Consumer<StorageFault> failed) {
      if (closed) {
        close();
      }
      if (!hosted(group).equals(replica)) {
        failed.accept(new StorageFault("group %s is not here any more".formatted(group), false));
      } else if (applied.orElse(piece.applied()) != piece.applied()) {
        failed.accept(new StorageFault("the view of group %s is lost".formatted(group), false));
      } else {
        applied = OptionalLong.of(piece.applied());
        done.accept(piece);
      }
    }

    /** Any number of times. */
    @Override
    public void close() {
      closed = true;
      ports.groupStore().closeSnapshot(group, reader);
    }
  }

  private static <T> Completion<T> completion(Consumer<T> done, Consumer<StorageFault> failed) {
    return new Completion<>() {
      @Override
      public void succeed(T value) {
        done.accept(value);
      }

      @Override
      public void fail(StorageFault fault) {
        failed.accept(fault);
      }
    };
  }
}
