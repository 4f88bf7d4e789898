package io.kvasir.edge.rocksdb;

import io.kvasir.core.bytes.Bytes;
import io.kvasir.core.consensus.HardState;
import io.kvasir.core.consensus.LogEntry;
import io.kvasir.core.consensus.LogStart;
import io.kvasir.core.consensus.Membership;
import io.kvasir.core.consensus.Payload;
import io.kvasir.core.node.NodeId;
import io.kvasir.core.node.ReplicaId;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The contents of the rows of groups, each within a {@link CheckedRow}. Numbers stand for kinds and
 * never change their meaning.
 */
final class GroupCodec {
  private static final int NOTHING = 0;
  private static final int COMMAND = 1;
  private static final int MEMBERS = 2;
  private static final int APPLIED = 1;
  private static final int STAGED = 2;

  /** A length and a life. */
  private static final int REPLICA_BYTES = 10;

  /** Beside a command: a term and a kind. */
  private static final int ENTRY_BYTES = 11;

  /**
   * Which life and which rows of a group are in force.
   *
   * @param generation of the rows of its state
   */
  record Place(long life, int generation) {}

  /** How far the rows of one generation of a state go. */
  sealed interface Mark {
    /** The state as of {@code index}. */
    record Applied(long index) implements Mark {}

    /**
     * The beginning of a snapshot with this head.
     *
     * @param complete whether it is all of it
     */
    record Staged(LogStart head, Bytes next, boolean complete) implements Mark {}
  }

  private GroupCodec() {}

  static byte[] place(Place place) {
    return new ByteSink().u64(place.life()).varint(place.generation()).toArray();
  }

  static Place place(ByteSource source) throws DamagedBytes {
    return new Place(source.u64(), source.varint32());
  }

  static byte[] hardState(HardState state) {
    ByteSink sink = new ByteSink().varint(state.term()).u8(state.vote().isPresent() ? 1 : 0);
    state.vote().ifPresent(vote -> write(sink, vote));
    return sink.varint(state.commit()).toArray();
  }

  static HardState hardState(ByteSource source) throws DamagedBytes {
    long term = source.varint();
    Optional<ReplicaId> vote = flag(source) ? Optional.of(replica(source)) : Optional.empty();
    return new HardState(term, vote, source.varint());
  }

  static byte[] start(LogStart start) {
    ByteSink sink = new ByteSink();
    write(sink, start);
    return sink.toArray();
  }

  static LogStart start(ByteSource source) throws DamagedBytes {
    return new LogStart(source.varint(), source.varint(), membership(source));
  }

  static byte[] entry(LogEntry entry) {
    ByteSink sink = new ByteSink(ENTRY_BYTES + entry.payload().weight()).varint(entry.term());
    switch (entry.payload()) {
      case Payload.Nothing() -> sink.u8(NOTHING);
      case Payload.Command(Bytes command) -> sink.u8(COMMAND).rest(command);
      case Payload.Members(Membership members) -> write(sink.u8(MEMBERS), members);
    }
    return sink.toArray();
  }

  static LogEntry entry(long index, ByteSource source) throws DamagedBytes {
    return new LogEntry(index, source.varint(), payload(source));
  }

  static byte[] mark(Mark mark) {
    ByteSink sink = new ByteSink();
    switch (mark) {
      case Mark.Applied(long index) -> sink.u8(APPLIED).varint(index);
      case Mark.Staged(LogStart head, Bytes next, boolean complete) -> {
        write(sink.u8(STAGED), head);
        sink.sized(next).u8(complete ? 1 : 0);
      }
    }
    return sink.toArray();
  }

  static Mark mark(ByteSource source) throws DamagedBytes {
    int kind = source.u8();
    return switch (kind) {
      case APPLIED -> new Mark.Applied(source.varint());
      case STAGED -> new Mark.Staged(start(source), source.sized(), flag(source));
      default -> throw new DamagedBytes("a mark of kind " + kind);
    };
  }

  private static Payload payload(ByteSource source) throws DamagedBytes {
    int kind = source.u8();
    return switch (kind) {
      case NOTHING -> new Payload.Nothing();
      case COMMAND -> new Payload.Command(Bytes.copyOf(source.raw(source.remaining())));
      case MEMBERS -> new Payload.Members(membership(source));
      default -> throw new DamagedBytes("an entry of kind " + kind);
    };
  }

  private static void write(ByteSink sink, LogStart start) {
    write(sink.varint(start.index()).varint(start.term()), start.membership());
  }

  private static void write(ByteSink sink, Membership membership) {
    write(sink, membership.voters());
    write(sink, membership.learners());
  }

  private static Membership membership(ByteSource source) throws DamagedBytes {
    return new Membership(replicas(source), replicas(source));
  }

  private static void write(ByteSink sink, SortedSet<ReplicaId> replicas) {
    sink.varint(replicas.size());
    replicas.forEach(replica -> write(sink, replica));
  }

  private static SortedSet<ReplicaId> replicas(ByteSource source) throws DamagedBytes {
    int count = source.count(REPLICA_BYTES);
    TreeSet<ReplicaId> replicas = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      replicas.add(replica(source));
    }
    return replicas;
  }

  private static void write(ByteSink sink, ReplicaId replica) {
    sink.text(replica.node().value()).u64(replica.life());
  }

  private static ReplicaId replica(ByteSource source) throws DamagedBytes {
    return new ReplicaId(new NodeId(source.text()), source.u64());
  }

  private static boolean flag(ByteSource source) throws DamagedBytes {
    int code = source.u8();
    if (code > 1) {
      throw new DamagedBytes("a flag of code " + code);
    }
    return code == 1;
  }
}
