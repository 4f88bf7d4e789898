package io.kvasir.edge.memory;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.Chunk;
import io.kvasir.core.consensus.HardState;
import io.kvasir.core.consensus.LogEntry;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.LogWrite;
import io.kvasir.core.consensus.Recovered;
import io.kvasir.engine.port.GroupStore.Opened;
import io.kvasir.engine.port.GroupStore.Piece;
import io.kvasir.engine.port.GroupStore.RowPage;
import io.kvasir.engine.port.RowRange;
import io.kvasir.engine.port.RowTaking;
import io.kvasir.engine.port.SnapshotRows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The replica of one group. Each method is one atomic step. */
final class MemoryGroup {
  /** The rows as they were at one moment. */
  private record View(long applied, SortedMap<Bytes, Bytes> rows) {}

  /** A snapshot that is being received. */
  private static final class Receiving {
    private final LogStart head;
    private final TreeMap<Bytes, Bytes> rows = new TreeMap<>();
    private Bytes next = Bytes.EMPTY;
    private boolean complete;

    Receiving(LogStart head) {
      this.head = head;
    }
  }

  private final long life;
  private LogStart start;
  private HardState state = HardState.INITIAL;
  private final TreeMap<Long, LogEntry> entries = new TreeMap<>();
  private TreeMap<Bytes, Bytes> rows = new TreeMap<>();
  private long applied;
  private @Nullable Receiving receiving;
  private final TreeMap<String, View> views = new TreeMap<>();

  MemoryGroup(long life, LogStart start) {
    this.life = life;
    this.start = start;
    this.applied = start.index();
  }

  synchronized Opened opened() {
    Optional<Recovered.Staged> staged =
        Optional.ofNullable(receiving)
            .map(received -> new Recovered.Staged(received.head, received.next));
    return new Opened.Intact(
        life, new Recovered(state, start, new ArrayList<>(entries.values()), applied, staged));
  }

  synchronized void write(LogWrite write) {
    write.state().ifPresent(changed -> state = changed);
    if (write.truncateFrom() > 0) {
      entries.tailMap(write.truncateFrom()).clear();
    }
    write.entries().forEach(entry -> entries.put(entry.index(), entry));
  }

  synchronized void compact(LogStart compacted) {
    start = compacted;
    entries.headMap(compacted.index(), true).clear();
  }

  synchronized Optional<SortedMap<Bytes, Bytes>> load(List<Bytes> keys, long maxBytes) {
    TreeMap<Bytes, Bytes> found = new TreeMap<>();
    long bytes = 0;
    for (Bytes key : keys) {
      Bytes value = rows.get(key);
      if (value != null) {
        found.put(key, value);
        bytes += value.length();
      }
    }
    return bytes > maxBytes
        ? Optional.empty()
        : Optional.of(Collections.unmodifiableSortedMap(found));
  }

  synchronized SortedMap<Bytes, Bytes> scan(Bytes from, Optional<Bytes> to, int limit) {
    SortedMap<Bytes, Bytes> range = within(from, to);
    TreeMap<Bytes, Bytes> found = new TreeMap<>();
    for (Map.Entry<Bytes, Bytes> row : range.entrySet()) {
      if (found.size() == limit) {
        break;
      }
      found.put(row.getKey(), row.getValue());
    }
    return Collections.unmodifiableSortedMap(found);
  }

  synchronized RowPage loadRange(List<Bytes> keys, RowRange range) {
    RowTaking taking =
        new RowTaking(range, new TreeMap<>(load(keys, Long.MAX_VALUE).orElseThrow()));
    NavigableMap<Bytes, Bytes> between =
        range.from().compareTo(range.to()) < 0
            ? rows.subMap(range.from(), true, range.to(), false)
            : Collections.emptyNavigableMap();
    for (Map.Entry<Bytes, Bytes> row :
        (range.reverse() ? between.descendingMap() : between).entrySet()) {
      if (!taking.take(row.getKey(), row.getValue())) {
        break;
      }
    }
    return taking.page();
  }

  synchronized void apply(long index, SortedMap<Bytes, Optional<Bytes>> changes) {
    changes.forEach(
        (key, value) ->
            value.ifPresentOrElse(present -> rows.put(key, present), () -> rows.remove(key)));
    applied = index;
  }

  synchronized Piece readSnapshot(String reader, Bytes cursor, int bytes) {
    View view = views.computeIfAbsent(reader, name -> new View(applied, new TreeMap<>(rows)));
    SnapshotRows piece = new SnapshotRows();
    boolean last = true;
    for (Map.Entry<Bytes, Bytes> row : view.rows().tailMap(cursor).entrySet()) {
      last = piece.addWithin(row.getKey(), row.getValue(), bytes);
      if (!last) {
        break;
      }
    }
    return new Piece(view.applied(), new Chunk(cursor, piece.next(cursor), piece.content(), last));
  }

  synchronized void closeSnapshot(String reader) {
    views.remove(reader);
  }

  /** False when the chunk does not follow on what was kept, or is none. */
  synchronized boolean stage(LogStart head, Chunk chunk) {
    Receiving into = receiving;
    if (into == null || chunk.from().length() == 0 || !into.head.equals(head)) {
      into = new Receiving(head);
    }
    Optional<SortedMap<Bytes, Bytes>> content = SnapshotRows.read(chunk.content());
    if (content.isEmpty() || !into.next.equals(chunk.from())) {
      return false;
    }
    into.rows.putAll(content.get());
    into.next = chunk.next();
    into.complete = chunk.last();
    receiving = into;
    return true;
  }

  /** False when that snapshot was not received to its end. */
  synchronized boolean install(LogStart head) {
    Receiving received = receiving;
    if (received == null || !received.complete || !received.head.equals(head)) {
      return false;
    }
    rows = received.rows;
    applied = head.index();
    start = head;
    entries.clear();
    receiving = null;
    return true;
  }

  private SortedMap<Bytes, Bytes> within(Bytes from, Optional<Bytes> to) {
    if (to.isEmpty()) {
      return rows.tailMap(from);
    }
    return from.compareTo(to.get()) < 0
        ? rows.subMap(from, to.get())
        : Collections.emptySortedMap();
  }
}
