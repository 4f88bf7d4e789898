package io.kvasir.service;

import io.kvasir.core.bucket.BucketId;
import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.handoff.Place;
import io.kvasir.core.keyspace.RowKeys;
import io.kvasir.core.keyspace.Versioned;
import io.kvasir.core.node.GroupId;
import io.kvasir.core.ring.PartitionId;
import io.kvasir.core.topology.Topology;
import io.kvasir.engine.BackupDesk;
import io.kvasir.engine.port.GroupStore;
import io.kvasir.engine.port.KeyspaceFormat;
import io.kvasir.engine.port.SnapshotRows;
import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A copy of what a node holds, read bit by bit: who has taken one asks for the next. While it is
 * read nothing is dropped of which something is kept ({@link BackupDesk#hold}).
 */
public final class BackupStream {
  /** How long nothing is dropped after each bit; longer than a client may take for one. */
  static final long HOLD_MILLIS = 120_000;

  /** A client that takes nothing for so long is to be cut off. */
  public static final long PATIENCE_MILLIS = HOLD_MILLIS / 2;

  /** What is yet to be read of a partition. */
  private record Part(PartitionId partition, SortedSet<BucketId> buckets, Optional<Place> after) {}

  /** A shard and the group that keeps it. */
  private record Shard(GroupId group, BucketId bucket) {}

  private final BackupDesk desk;
  private final KeyspaceFormat format;
  private final BackupLine.Head head;
  private final Consumer<BackupStream> onClose;
  private final Cluster cluster;
  private final ArrayDeque<Shard> shards = new ArrayDeque<>();
  private final ArrayDeque<Part> parts = new ArrayDeque<>();
  private final SortedMap<GroupId, BackupDesk.GroupView> views = new TreeMap<>();
  private Bytes cursor = Bytes.EMPTY;
  private long lines;
  private boolean begun;
  private boolean ended;
  private boolean closed;

  /** How things stand with the cluster now. */
  interface Cluster {
    BackupLine.About about();

    /** Whether the bucket of a group was dropped. */
    boolean isEnded(GroupId group);
  }

  BackupStream(
      BackupDesk desk,
      KeyspaceFormat format,
      Topology topology,
      BackupLine.Head head,
      Cluster cluster,
      Consumer<BackupStream> onClose) {
    this.desk = desk;
    this.format = format;
    this.head = head;
    this.cluster = cluster;
    this.onClose = onClose;
    for (GroupId group : head.complete()) {
      topology
          .placement(group)
          .ifPresent(placement -> shards.add(new Shard(group, placement.bucket())));
      views.put(group, desk.view(group));
    }
    parts.addAll(parts(topology, head.about().held()));
  }

  /** Partitions one after the other, in each the buckets in their order. */
  private static List<Part> parts(Topology topology, List<BackupDesk.Held> held) {
    SortedMap<Integer, SortedSet<BucketId>> byReplicas = BackupDesk.buckets(topology);
    TreeMap<PartitionId, SortedSet<BucketId>> all = new TreeMap<>();
    for (BackupDesk.Held each : held) {
      SortedSet<BucketId> buckets = byReplicas.get(each.replicas());
      for (PartitionId partition : each.partitions()) {
        if (buckets != null) {
          all.computeIfAbsent(partition, p -> new TreeSet<>()).addAll(buckets);
        }
      }
    }
    List<Part> parts = new ArrayList<>();
    all.forEach((partition, ids) -> parts.add(new Part(partition, ids, Optional.empty())));
    return parts;
  }

  /** The next lines; none when that was all. */
  public Uni<List<BackupLine>> next() {
    desk.hold(HOLD_MILLIS);
    return Calls.aside(this::next);
  }

  private void next(Consumer<List<BackupLine>> done) {
    if (ended) {
      done.accept(List.of());
    } else if (!begun) {
      begun = true;
      done.accept(List.of(head));
    } else if (!shards.isEmpty()) {
      read(shards.element(), done);
    } else if (!parts.isEmpty()) {
      read(parts.remove(), done);
    } else {
      ended = true;
      done.accept(List.of(new BackupLine.End(cluster.about(), lines)));
    }
  }

  private void read(Shard shard, Consumer<List<BackupLine>> done) {
    BackupDesk.GroupView view = views.get(shard.group());
    if (view == null) {
      fail("there is no view of " + shard, done);
      return;
    }
    view.read(
        cursor,
        piece -> took(shard, piece, done),
        fault -> {
          if (cluster.isEnded(shard.group())) {
            finish(shard);
            next(done);
          } else {
            fail(fault.reason(), done);
          }
        });
  }

  private void took(Shard shard, GroupStore.Piece piece, Consumer<List<BackupLine>> done) {
    Optional<SortedMap<Bytes, Bytes>> rows = SnapshotRows.read(piece.chunk().content());
    if (rows.isEmpty()) {
      fail("rows of a shard cannot be read", done);
      return;
    }
    List<BackupLine> read = new ArrayList<>();
    for (var row : rows.get().tailMap(RowKeys.KEYS).headMap(RowKeys.AFTER_KEYS).entrySet()) {
      Optional<Versioned> versioned = format.decodeVersioned(row.getValue());
      if (versioned.isEmpty()) {
        fail("a row of a shard cannot be read", done);
        return;
      }
      Versioned found = versioned.get();
      Optional<Long> end = found.isEndless() ? Optional.empty() : Optional.of(found.endMillis());
      read.add(
          new BackupLine.Entry(
              shard.group(), shard.bucket(), RowKeys.key(row.getKey()), found.value(), end));
    }
    cursor = piece.chunk().next();
    if (piece.chunk().last()) {
      finish(shard);
    }
    give(read, done);
  }

  /** Stores keep few views at a time. */
  private void finish(Shard shard) {
    shards.remove();
    cursor = Bytes.EMPTY;
    Optional.ofNullable(views.get(shard.group())).ifPresent(BackupDesk.GroupView::close);
  }

  private void read(Part part, Consumer<List<BackupLine>> done) {
    desk.page(
        part.partition(),
        part.buckets(),
        part.after(),
        page -> took(part, page, done),
        fault -> fail(fault.reason(), done));
  }

  private void took(Part part, BackupDesk.Page page, Consumer<List<BackupLine>> done) {
    if (page.next().isPresent()) {
      parts.addFirst(new Part(part.partition(), part.buckets(), page.next()));
    }
    List<BackupLine> read = new ArrayList<>();
    for (BackupDesk.Entry entry : page.entries()) {
      read.add(
          new BackupLine.State(
              part.partition(), entry.key().bucket(), entry.key().key(), entry.state()));
    }
    give(read, done);
  }

  /** Nothing to give is no end. */
  private void give(List<BackupLine> read, Consumer<List<BackupLine>> done) {
    lines += read.size();
    if (read.isEmpty()) {
      next(done);
    } else {
      done.accept(read);
    }
  }

  private void fail(String reason, Consumer<List<BackupLine>> done) {
    ended = true;
    done.accept(List.of(new BackupLine.Broken(reason)));
  }

  /** Nothing more is wanted. */
  public void close() {
    if (!closed) {
      closed = true;
      ended = true;
      views.values().forEach(BackupDesk.GroupView::close);
      onClose.accept(this);
    }
  }
}
