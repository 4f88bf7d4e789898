package io.kvasir.contract;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.Chunk;
import io.kvasir.core.consensus.HardState;
import io.kvasir.core.consensus.LogEntry;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.LogWrite;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.Payload;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import io.kvasir.engine.port.SnapshotRows;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/** Logs and rows for the tests of group stores. */
public final class GroupSamples {
  public static final ReplicaId A = new ReplicaId(new NodeId("a"), 1);
  public static final ReplicaId B = new ReplicaId(new NodeId("b"), -2);
  public static final ReplicaId C = new ReplicaId(new NodeId("c"), 3);
  public static final Membership MEMBERS =
      new Membership(new TreeSet<>(List.of(A, B)), new TreeSet<>(List.of(C)));
  public static final LogStart FOUNDING = LogStart.founding(MEMBERS);

  private GroupSamples() {}

  public static LogEntry entry(long index, long term) {
    return new LogEntry(index, term, new Payload.Command(Bytes.utf8("command " + index)));
  }

  /** Entries of one term, both ends included. */
  public static List<LogEntry> entries(long from, long to, long term) {
    return LongStream.rangeClosed(from, to).mapToObj(index -> entry(index, term)).toList();
  }

  public static LogWrite append(List<LogEntry> entries) {
    return new LogWrite(Optional.empty(), 0, entries);
  }

  public static LogWrite append(HardState state, List<LogEntry> entries) {
    return new LogWrite(Optional.of(state), 0, entries);
  }

  public static LogWrite state(long term, long commit) {
    return append(new HardState(term, Optional.of(B), commit), List.of());
  }

  /** The changes {@code key=value} and {@code key} for a deletion. */
  public static SortedMap<Bytes, Optional<Bytes>> changes(String... changes) {
    TreeMap<Bytes, Optional<Bytes>> rows = new TreeMap<>();
    for (String change : changes) {
      int equals = change.indexOf('=');
      if (equals < 0) {
        rows.put(Bytes.utf8(change), Optional.empty());
      } else {
        rows.put(
            Bytes.utf8(change.substring(0, equals)),
            Optional.of(Bytes.utf8(change.substring(equals + 1))));
      }
    }
    return rows;
  }

  /** The rows {@code key=value}. */
  public static SortedMap<Bytes, Bytes> rows(String... rows) {
    TreeMap<Bytes, Bytes> present = new TreeMap<>();
    changes(rows).forEach((key, value) -> present.put(key, value.orElseThrow()));
    return present;
  }

  /** A chunk whose cursors are those of its rows. */
  public static Chunk chunk(Bytes from, boolean last, SortedMap<Bytes, Bytes> rows) {
    SnapshotRows content = new SnapshotRows();
    rows.forEach(content::add);
    return new Chunk(from, content.next(from), content.content(), last);
  }

  public static SortedMap<Bytes, Bytes> rowsOf(Chunk chunk) {
    return new TreeMap<>(SnapshotRows.read(chunk.content()).orElseThrow());
  }

  /** As many rows of 10 bytes each, in the order of their numbers. */
  public static SortedMap<Bytes, Optional<Bytes>> numbered(int count, String value) {
    TreeMap<Bytes, Optional<Bytes>> rows = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      rows.put(Bytes.utf8("row-%06d".formatted(i)), Optional.of(Bytes.utf8(value)));
    }
    return rows;
  }
}
