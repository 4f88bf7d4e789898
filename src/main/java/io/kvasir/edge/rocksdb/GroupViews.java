package io.kvasir.edge.rocksdb;

import io.kvasir.core.node.GroupId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.rocksdb.RocksDB;

/**
 * The views that snapshots of groups are read from, by group and reader. A view that was not read
 * for minutes is let go of, since it keeps rows from being reclaimed; its name stays known until it
 * is closed, so that it is not taken for a new one. For any thread.
 */
final class GroupViews {
  static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final int VIEWS = 256;

  private record Name(GroupId group, String reader) {}

  /**
   * @param shared empty once it was let go of
   */
  private record View(Optional<SharedSnapshot> shared, long readNanos) {}

  private final RocksDB rocks;
  private final LongSupplier nanos;
  private final LinkedHashMap<Name, View> views = new LinkedHashMap<>(16, 0.75f, true);

  GroupViews(RocksDB rocks, LongSupplier nanos) {
    this.rocks = rocks;
    this.nanos = nanos;
  }

  /** The view of a reader, opened now if there is none. To be closed by the caller. */
  synchronized SharedSnapshot hold(GroupId group, String reader) throws ReadRefused {
    letGoOfIdle();
    Name name = new Name(group, reader);
    View view = views.get(name);
    SharedSnapshot shared = view == null ? open() : view.shared().orElseThrow(GroupViews::idle);
    views.put(name, new View(Optional.of(shared), nanos.getAsLong()));
    boolean _ = shared.hold();
    return shared;
  }

  synchronized void close(GroupId group, String reader) {
    close(Optional.ofNullable(views.remove(new Name(group, reader))));
  }

  /** Of one group, which is no more. */
  synchronized void close(GroupId group) {
    views.entrySet().removeIf(each -> isOf(group, each));
  }

  /** To be called now and then. */
  synchronized void letGoOfIdle() {
    long now = nanos.getAsLong();
    for (Map.Entry<Name, View> each : views.entrySet()) {
      View view = each.getValue();
      if (view.shared().isPresent() && now - view.readNanos() > IDLE_NANOS) {
        close(Optional.of(view));
        each.setValue(new View(Optional.empty(), view.readNanos()));
      }
    }
  }

  synchronized void closeAll() {
    views.values().forEach(view -> close(Optional.of(view)));
    views.clear();
  }

  private SharedSnapshot open() throws ReadRefused {
    if (views.size() >= VIEWS && !forgetOne()) {
      throw new ReadRefused(VIEWS + " snapshots are being read already");
    }
    return SharedSnapshot.take(rocks);
  }

  /** Forgets the name of a view that was let go of. */
  private boolean forgetOne() {
    Optional<Name> idle =
        views.entrySet().stream()
            .filter(each -> each.getValue().shared().isEmpty())
            .map(Map.Entry::getKey)
            .findFirst();
    idle.ifPresent(views::remove);
    return idle.isPresent();
  }

  private static boolean isOf(GroupId group, Map.Entry<Name, View> each) {
    boolean isOf = each.getKey().group().equals(group);
    if (isOf) {
      close(Optional.of(each.getValue()));
    }
    return isOf;
  }

  private static void close(Optional<View> view) {
    view.flatMap(View::shared).ifPresent(SharedSnapshot::close);
  }

  private static ReadRefused idle() {
    return new ReadRefused("the view was closed, since nobody read it for minutes");
  }
}
